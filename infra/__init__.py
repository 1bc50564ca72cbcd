"""What the deployment has that Chalice cannot say."""
