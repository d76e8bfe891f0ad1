//! ONNX (onnx.ai), the format that most runtimes read.
//!
//! Written by hand on [`crate::protobuf`]: the schema's field numbers that are needed fit on one page below, and no
//! generator has to run. Operator set 17 is the first one with layer normalisation and has all that is needed, 8-bit
//! quantisation with a scale for each channel included; whatever reads models today reads it. Its IR version is 8.
//!
//! What the network learnt are the graph's initialisers, under PyTorch's names and in its layouts; every other number
//! (shapes, pooling matrices, ranges) is a `Constant`. So a file tells by itself which numbers are weights.

mod graph;
mod operations;
mod quantised;
mod read;
mod write;

pub use read::read;
pub use write::write;

/// Version of the container.
const IR_VERSION: i64 = 8;
/// Version of the operators.
const OPERATOR_SET: i64 = 17;
/// Name of the free dimension.
const BATCH: &str = "N";

/// Field numbers of github.com/onnx/onnx/blob/main/onnx/onnx.proto.
mod field {
    pub mod model {
        pub const IR_VERSION: u32 = 1;
        pub const PRODUCER_NAME: u32 = 2;
        pub const PRODUCER_VERSION: u32 = 3;
        pub const DOMAIN: u32 = 4;
        pub const MODEL_VERSION: u32 = 5;
        pub const DOC_STRING: u32 = 6;
        pub const GRAPH: u32 = 7;
        pub const OPERATOR_SET: u32 = 8;
        pub const METADATA: u32 = 14;
    }
    pub mod operator_set {
        pub const DOMAIN: u32 = 1;
        pub const VERSION: u32 = 2;
    }
    pub mod entry {
        pub const KEY: u32 = 1;
        pub const VALUE: u32 = 2;
    }
    pub mod graph {
        pub const NODE: u32 = 1;
        pub const NAME: u32 = 2;
        pub const INITIALIZER: u32 = 5;
        pub const DOC_STRING: u32 = 10;
        pub const INPUT: u32 = 11;
        pub const OUTPUT: u32 = 12;
        pub const VALUE: u32 = 13;
        pub const METADATA: u32 = 16;
    }
    pub mod node {
        pub const INPUT: u32 = 1;
        pub const OUTPUT: u32 = 2;
        pub const NAME: u32 = 3;
        pub const KIND: u32 = 4;
        pub const ATTRIBUTE: u32 = 5;
        pub const DOMAIN: u32 = 7;
    }
    pub mod attribute {
        pub const NAME: u32 = 1;
        pub const FLOAT: u32 = 2;
        pub const INT: u32 = 3;
        pub const TEXT: u32 = 4;
        pub const TENSOR: u32 = 5;
        pub const INTS: u32 = 8;
        pub const DOC_STRING: u32 = 13;
        pub const TYPE: u32 = 20;
    }
    pub mod tensor {
        pub const DIMS: u32 = 1;
        pub const TYPE: u32 = 2;
        pub const FLOATS: u32 = 4;
        pub const NAME: u32 = 8;
        pub const RAW: u32 = 9;
        pub const DOC_STRING: u32 = 12;
        pub const LOCATION: u32 = 14;
        pub const METADATA: u32 = 16;
    }
    pub mod value {
        pub const NAME: u32 = 1;
        pub const TYPE: u32 = 2;
        pub const TENSOR_TYPE: u32 = 1;
        pub const ELEMENT: u32 = 1;
        pub const SHAPE: u32 = 2;
        pub const DIM: u32 = 1;
        pub const DIM_VALUE: u32 = 1;
        pub const DIM_PARAM: u32 = 2;
    }
}

/// Types of attributes.
mod attribute_type {
    pub const FLOAT: i64 = 1;
    pub const INT: i64 = 2;
    pub const TENSOR: i64 = 4;
    pub const INTS: i64 = 7;
}

/// Types of elements.
mod element {
    pub const F32: i64 = 1;
    pub const I8: i64 = 3;
    pub const I64: i64 = 7;
    pub const F16: i64 = 10;
    pub const F64: i64 = 11;
    pub const BF16: i64 = 16;
}
