//! The instance a call is about, and what makes sure that the call meets this one and no other.

use crate::domain::origin::Origin;
use crate::domain::secret::{Kept, MASK, Secret};

/// The instance a call is about. Made by the engine's one door, which knows what proves it; the fields are private
/// so that no name travels without its proof.
#[derive(Clone, Debug)]
pub struct Target {
    remote_id: String,
    name: String,
    proof: Proof,
}

/// Why a call meets this instance and not another that took its name.
#[derive(Clone, Debug)]
pub enum Proof {
    /// The address names its id, beside the token it has, where the gateway wants both.
    IdInAddress(Option<Kept>),
    /// It goes with the instance's own token, which the gateway refuses for every other one.
    OwnToken(Kept),
    /// The gateway told this id for this name a moment ago. A token that goes with it proves nothing.
    IdJustRead(Option<Kept>),
    /// None yet: only for a call whose answer tells who has the name. It is compared with what is known.
    Unread(Option<Kept>),
    /// None, and nothing is known yet: whoever has the name is meant.
    Unknown(Option<Kept>),
}

impl Target {
    #[must_use]
    pub const fn new(remote_id: String, name: String, proof: Proof) -> Self {
        Self { remote_id, name, proof }
    }

    /// One with dots for its token, for a preview, which cannot be sent.
    #[must_use]
    pub fn masked(at: &Origin, remote_id: &str, name: &str, by_name: bool) -> Self {
        let token = Kept::token(at.clone(), &Secret::from(MASK));
        let proof = if by_name { Proof::OwnToken(token) } else { Proof::IdInAddress(Some(token)) };
        Self { remote_id: remote_id.to_owned(), name: name.to_owned(), proof }
    }

    #[must_use]
    pub fn remote_id(&self) -> &str {
        &self.remote_id
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    #[must_use]
    pub const fn proof(&self) -> &Proof {
        &self.proof
    }

    /// The instance's own token, where it is known.
    #[must_use]
    pub fn token(&self) -> Option<&Secret> {
        self.kept()?.shown("token")
    }

    /// The same with the origin that it belongs to.
    #[must_use]
    pub const fn kept(&self) -> Option<&Kept> {
        match &self.proof {
            Proof::IdInAddress(token) | Proof::IdJustRead(token) | Proof::Unread(token) | Proof::Unknown(token) => {
                token.as_ref()
            }
            Proof::OwnToken(token) => Some(token),
        }
    }

    /// Whether an instance that has this id, and the name that was asked for, is the one that is meant.
    #[must_use]
    pub fn is(&self, remote_id: &str) -> bool {
        matches!(self.proof, Proof::Unknown(_)) || self.remote_id == remote_id
    }

    /// The gateway gave it no id of its own: its name stands in the place of one, and proves nothing.
    #[must_use]
    pub fn has_no_id(&self) -> bool {
        self.remote_id == self.name
    }
}
