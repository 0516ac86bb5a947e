"""What the OpenAPI document says of the operations beyond their signatures."""
