//! Evolution API.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::ProviderId;
use crate::domain::values::Values;
use crate::form::field::{Field, Form};
use crate::providers::capabilities::Capabilities;
use crate::providers::wire::{Request, Response};
use crate::providers::{Access, Call, Provider, Reply};

/// The adapter.
pub struct Evolution;

static FORM: Form = Form { fields: &[Field::text("name").required()] };

impl Provider for Evolution {
    fn id(&self) -> ProviderId {
        ProviderId("evolution")
    }
    fn name(&self) -> &'static str {
        "Evolution API"
    }
    fn initial(&self) -> char {
        'E'
    }
    fn account_form(&self) -> &'static Form {
        &FORM
    }
    fn instance_form(&self, _version: Option<&str>) -> &'static Form {
        &FORM
    }
    fn capabilities(&self, _version: Option<&str>, _options: &Values) -> Capabilities {
        Capabilities::default()
    }
    fn request(&self, _call: &Call, _access: &Access) -> Result<Request, Failure> {
        Err(FailureKind::Unsupported.into())
    }
    fn reply(&self, _call: &Call, _access: &Access, _response: &Response) -> Result<Reply, Failure> {
        Err(FailureKind::Unsupported.into())
    }
}
