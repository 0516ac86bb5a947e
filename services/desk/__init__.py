"""The web application for the people of enforcement bodies."""
