"""The deployment, rehearsed: the packaged product on the AWS emulator, every function under its own role."""
