//! What knows no screen: theme, tokens, widgets.
