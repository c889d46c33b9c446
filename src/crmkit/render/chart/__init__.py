"""An answer as a picture: plots of an analysis as a Vega-Lite specification, and that as SVG or PNG."""
