//! A NumPy array holds as many bytes as its shape says, or is refused.

use retort_images::array::{self, Array};

pub fn check(bytes: &[u8]) {
    let Ok(array) = Array::read(bytes) else { return };
    let count: usize = array.shape.iter().product();
    if let Ok(body) = array.bytes() {
        assert_eq!(body.len(), count);
        let written = array::write("|u1", &array.shape, body);
        let again = Array::read(&written).expect("its own array");
        assert_eq!((again.bytes(), &again.shape), (Ok(body), &array.shape));
    }
    if let Ok(labels) = array.labels() {
        assert_eq!(labels.len(), count);
    }
    if let Ok(texts) = array.texts() {
        assert_eq!(texts.len(), count);
    }
}
