"""What a campaign brought: those on its list beside those who were held out of it, as they were assigned."""
