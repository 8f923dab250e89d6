//! Loopback gateways that speak the documented APIs.
