"""What resolutions of proceedings say (`contents`)."""
