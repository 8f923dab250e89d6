//! The gateways of the sandbox, in the order in which they are told.

use super::twin::Twin;
use super::{enviaai, evolution, zapi};

pub(super) static TWINS: &[&dyn Twin] = &[&zapi::Zapi, &evolution::ONE, &evolution::TWO, &enviaai::EnviaAi];
