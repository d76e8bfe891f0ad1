//! Equal links give equal bits only if the wasm file cannot do otherwise: no relaxed SIMD, whose results depend on the
//! processor; no threads, whose order nobody knows; no chance, clock or JavaScript mathematics from outside.

use anyhow::{Context, Result, bail};
use wasmparser::{Parser, Payload, Validator, WasmFeatures};

/// Parts of import names that would let the outside into a result.
const FOREIGN: [&str; 6] = ["math", "random", "date", "now", "performance", "crypto"];

/// Fails with the reason where the file could compute different bits on different machines.
pub fn check(module: &[u8]) -> Result<()> {
    let allowed =
        WasmFeatures::default().difference(WasmFeatures::RELAXED_SIMD).difference(WasmFeatures::THREADS);
    Validator::new_with_features(allowed)
        .validate_all(module)
        .context("the wasm file uses relaxed SIMD or threads, or is damaged")?;
    for payload in Parser::new(0).parse_all(module) {
        let Payload::ImportSection(imports) = payload? else { continue };
        for import in imports.into_imports() {
            let import = import?;
            let name = import.name.to_lowercase();
            if let Some(foreign) = FOREIGN.iter().find(|part| name.contains(*part)) {
                bail!("the wasm file imports {}: {foreign} differs from run to run", import.name);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: [u8; 8] = [0, b'a', b's', b'm', 1, 0, 0, 0];

    /// A module with one function `() -> v128` of this body.
    fn with_body(instructions: &[u8]) -> Vec<u8> {
        let mut code = vec![0];
        code.extend(instructions);
        code.push(0x0b);
        let mut module = HEAD.to_vec();
        module.extend([1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0]);
        module.extend([10, code.len() as u8 + 2, 1, code.len() as u8]);
        module.extend(code);
        module
    }

    #[test]
    fn fixed_simd_passes_and_relaxed_simd_does_not() {
        let zero = [[0xfd, 0x0c].as_slice(), &[0; 16]].concat();
        assert!(check(&with_body(&zero)).is_ok());
        let add = [zero.as_slice(), &zero, &[0xfd, 0xe4, 0x01]].concat();
        assert!(check(&with_body(&add)).is_ok());
        let relaxed_madd = [zero.as_slice(), &zero, &zero, &[0xfd, 0x85, 0x02]].concat();
        let error = check(&with_body(&relaxed_madd)).expect_err("relaxed");
        assert!(format!("{error:#}").contains("relaxed"), "{error:#}");
    }

    #[test]
    fn an_import_of_chance_is_named() {
        let name = b"__wbg_getRandomValues_1";
        let mut import = vec![1, 1, b'm', name.len() as u8];
        import.extend(name);
        import.extend([0, 0]);
        let mut module = HEAD.to_vec();
        module.extend([1, 4, 1, 0x60, 0, 0, 2, import.len() as u8]);
        module.extend(import);
        let error = check(&module).expect_err("chance");
        assert!(error.to_string().contains("getRandomValues"), "{error}");
    }
}
