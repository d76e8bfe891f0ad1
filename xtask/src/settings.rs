//! `wasm-pack.toml`: how the wasm is built, and how large the page may be.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Settings {
    pub build: Build,
    pub site: Naming,
    pub offline: Offline,
    /// The first is the default engine.
    pub engine: Vec<Engine>,
    /// Wasm that is no engine.
    pub module: Vec<Module>,
    /// What the default engine is measured against; no part of the site.
    pub stock: Module,
    pub budget: Vec<Budget>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Build {
    pub profile: String,
    /// As rustc's `-C target-feature` takes them: `+name` or `-name`.
    pub target_features: Vec<String>,
    /// As rustc's `--cfg` takes them.
    pub cfg: Vec<String>,
    /// Relative to the project root.
    pub out_dir: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Naming {
    /// Patterns of paths that must not be hashed.
    pub keep_names: Vec<String>,
    /// Where the site will be, for what must be absolute; `build --address` says so too.
    pub address: Option<String>,
}

/// What the service worker keeps: patterns of the names that files have in the source. All that no pattern fits is
/// fetched after the first visit.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Offline {
    /// Kept once it has been used.
    pub when_used: Vec<String>,
    /// Exceptions to that.
    pub at_once: Vec<String>,
    /// What the page does not use.
    pub never: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Engine {
    /// Its name in links and in `engines.json`.
    pub key: String,
    /// Its folder in `www/` of the site.
    pub folder: String,
    pub cargo_arguments: Vec<String>,
    /// Whether it gives the same bits everywhere: then its file must not be able to do otherwise.
    #[serde(default = "yes")]
    pub reproducible: bool,
    /// Whether it is left out unless all engines are asked for: it takes long to build.
    #[serde(default)]
    pub on_demand: bool,
    /// In place of those of `[build]`.
    pub target_features: Option<Vec<String>>,
    /// The key of the engine that it is for browsers which cannot run that one: nobody chooses it, links do not name it.
    pub stands_in_for: Option<String>,
}

fn yes() -> bool {
    true
}

/// A package of the workspace whose wasm the page fetches when it needs it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Module {
    pub package: String,
    /// Its folder in `www/` of the site.
    pub folder: String,
    pub cargo_arguments: Vec<String>,
    /// In place of those of `[build]`.
    pub target_features: Option<Vec<String>>,
}

/// An upper bound on the summed gzip sizes of the files that match.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Budget {
    pub name: String,
    /// A page: everything that a browser fetches to show it, before any code asks for more.
    pub reached_from: Option<String>,
    pub files: Vec<String>,
    #[serde(default)]
    pub except: Vec<String>,
    /// Bytes; more is an error.
    pub limit: u64,
    /// Bytes; more is said in the report, no error.
    pub goal: Option<u64>,
}

impl Settings {
    pub fn read(root: &Path) -> Result<Self> {
        let path = root.join("wasm-pack.toml");
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        toml::from_str(&text)
            .with_context(|| format!("{} has a setting that xtask does not know", path.display()))
    }

    /// The engine in whose place `engine` is loaded, if it is such a one.
    pub fn original_of(&self, engine: &Engine) -> Option<&Engine> {
        let key = engine.stands_in_for.as_ref()?;
        self.engine.iter().find(|other| other.key == *key)
    }

    /// The engines of an ordinary site.
    pub fn usual_engines(&self) -> Vec<Engine> {
        self.engine.iter().filter(|engine| !engine.on_demand).cloned().collect()
    }

    /// The flags of a build with these target features, or with those of `[build]`.
    pub fn rustflags(&self, features: Option<&[String]>) -> Vec<String> {
        let features = features.unwrap_or(&self.build.target_features);
        let features = format!("target-feature={}", features.join(","));
        let cfg = self.build.cfg.iter().flat_map(|cfg| ["--cfg".into(), cfg.clone()]);
        ["-C".into(), features].into_iter().chain(cfg).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::root::root;

    #[test]
    fn cargo_and_wasm_pack_are_told_the_same_flags() {
        let settings = Settings::read(root()).expect("wasm-pack.toml is readable");
        let config =
            std::fs::read_to_string(root().join(".cargo/config.toml")).expect("cargo's configuration");
        let config: toml::Value = toml::from_str(&config).expect("valid TOML");
        let flags = config["target"]["wasm32-unknown-unknown"]["rustflags"].as_array().expect("a list");
        let flags: Vec<&str> = flags.iter().filter_map(toml::Value::as_str).collect();
        assert_eq!(flags, settings.rustflags(None));
    }

    #[test]
    fn engines_have_their_own_folders_and_the_default_comes_first() {
        let settings = Settings::read(root()).expect("wasm-pack.toml is readable");
        let folders: Vec<_> = settings.engine.iter().map(|engine| engine.folder.as_str()).collect();
        assert_eq!(folders, ["engine", "engine-scalar", "engine-ndarray", "engine-webgpu"]);
        assert_eq!(settings.usual_engines().len(), 2);
        assert!(settings.engine[0].cargo_arguments.is_empty());
    }
}
