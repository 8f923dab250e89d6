//! The application: state, screens, actions.
