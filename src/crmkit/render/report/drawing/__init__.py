"""Charts of a report as marks at their places: templates only write them down."""
