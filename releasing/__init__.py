"""`make release-check`: what would be published is built, installed and tried as its users do."""
