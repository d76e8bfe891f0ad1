//! burn's own record of a network, the burnpack format of burn 0.22: what a program that uses burn loads with
//! `Module::load_record` into a struct of the same fields.
//!
//! Only programs write it: the page has ONNX and safetensors, and would pay for the format's code with every visit.

use burn::module::{Module, ModuleVisitor, Param};
use burn::store::{ModuleRecord, RecordError};
use burn::tensor::{Bytes, Device, Tensor};
use burn_pack::{DType, Writer};
use retort_portable::Metadata;

use super::{Net, weights};

/// The record of a network on the plain device, under the names of its own fields: `first.weight`, not
/// `Cnn.first.weight`. Equal weights and texts give equal bytes. Of a quantised network it holds the weights on their
/// grid.
///
/// # Errors
/// [`RecordError`], for a search among others: it has no weights.
pub fn write(net: &Net, metadata: &Metadata) -> Result<Vec<u8>, RecordError> {
    let mut collect = Collect::default();
    match net {
        Net::Mlp(net) => net.visit(&mut collect),
        Net::Cnn(net) => net.visit(&mut collect),
        Net::DropoutCnn(net) => net.visit(&mut collect),
        Net::PoolLinear(net) => net.visit(&mut collect),
        Net::Depthwise(net) => net.visit(&mut collect),
        Net::Residual(net) => net.visit(&mut collect),
        Net::Vit(net) => net.visit(&mut collect),
        Net::PolicyValue(net) => net.visit(&mut collect),
        Net::Quantised(net) => return write(net.inner(), metadata),
        Net::Search(_) => return Err(RecordError::Validation("a search has no weights".into())),
    }
    let mut writer = Writer::new(collect.tensors);
    for (name, text) in &metadata.0 {
        writer = writer.with_metadata(name, text);
    }
    Ok(writer.into_bytes()?.to_vec())
}

/// A network like `blank`, which lives on the plain `device`, with the weights of a record.
///
/// # Errors
/// [`RecordError`] for bytes that are no record, for other tensors than those of the network, for numbers that are not
/// finite, and for quantised networks and searches, which have no record of their own.
pub fn read(blank: Net, bytes: &[u8], device: &Device) -> Result<Net, RecordError> {
    let record = ModuleRecord::from_bytes(Bytes::from_bytes_vec(bytes.to_vec()))?.cast_to_module_dtype();
    let none = || Err(RecordError::Validation("only plain networks are read from records".into()));
    let net = match blank {
        Net::Mlp(net) => Net::Mlp(net.try_load_record(record)?),
        Net::Cnn(net) => Net::Cnn(net.try_load_record(record)?),
        Net::DropoutCnn(net) => Net::DropoutCnn(net.try_load_record(record)?),
        Net::PoolLinear(net) => Net::PoolLinear(net.try_load_record(record)?),
        Net::Depthwise(net) => Net::Depthwise(net.try_load_record(record)?),
        Net::Residual(net) => Net::Residual(net.try_load_record(record)?),
        Net::Vit(net) => Net::Vit(net.try_load_record(record)?),
        Net::PolicyValue(net) => Net::PolicyValue(net.try_load_record(record)?),
        Net::Quantised(_) | Net::Search(_) => return none(),
    };
    let numbers = weights::flatten(&net);
    if let Some(place) = numbers.iter().position(|number| !number.is_finite()) {
        return Err(RecordError::Validation(format!("weight {place} is not finite")));
    }
    // Placed anew, so that the network has nothing of the file but its numbers.
    weights::load(net, &numbers, device).map_err(|error| RecordError::Validation(error.to_string()))
}

/// burn's own `into_record` writes the numbers down that it gives to parameters by chance: they are left out here.
#[derive(Default)]
struct Collect {
    path: Vec<String>,
    tensors: Vec<burn_pack::Tensor>,
}

impl ModuleVisitor for Collect {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.push(name.into());
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let values = param.val();
        let shape = values.dims().to_vec();
        let bytes = values.into_data().iter::<f32>().flat_map(f32::to_le_bytes).collect();
        let bytes = Bytes::from_bytes_vec(bytes);
        self.tensors.push(burn_pack::Tensor::new(self.path.join("."), DType::F32, shape, None, bytes));
    }
}
