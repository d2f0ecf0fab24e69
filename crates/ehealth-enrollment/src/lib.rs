#![doc = include_str!("../README.md")]

pub mod after;
mod assumed;
mod bridge;
pub mod check;
pub mod doctor;
pub mod driver;
mod error;
mod exchange;
pub mod explain;
mod files;
pub mod flow;
mod record;
pub mod reminder;
mod settings;
pub mod survey;

pub use check::{CheckReport, Finding, Level};
pub use error::{Error, Remedy};
pub use files::{FileWork, FilesDone, Find, find_keystore};
pub use flow::{
    Acceptance, Answer, Applicant, Applicants, Completed, ContractText, Effect, Flow, Foreigner, HttpCall,
    Listed, Organisation, Outcome, Overview, Progress, Purpose, Question, Reason, Reply, Requested,
    Revocable, Revocation, SignatureWanted, State, StatusReport, Step,
};
pub use record::Record;
pub use settings::Settings;
