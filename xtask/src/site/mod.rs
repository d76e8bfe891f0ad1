//! The static site: gathered in memory, then served as it is (development) or made small and written (`dist/`).
//!
//! ```text
//! *.html, www/, data/, engines, npm modules --> Site --> bundled --> hashed names --> compressed --> dist/
//!                                                                             \--> one archive, one file
//! ```

pub mod address;
pub mod along;
pub mod bundle;
pub mod collect;
pub mod compress;
pub mod hash;
pub mod integrity;
pub mod javascript;
pub mod offline;
pub mod path;
pub mod policy;
pub mod references;
pub mod sbom;
pub mod shared;
pub mod single;
pub mod size;
pub mod vendor;
pub mod write;
pub mod zip;

use std::collections::BTreeMap;

/// Path in the site (with `/`, without a leading one) -> content. Sorted, so every walk is deterministic.
pub type Site = BTreeMap<String, Vec<u8>>;
