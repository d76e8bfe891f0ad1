//! The file of own images (a zip archive of NumPy arrays) and their content as bytes are read as images that both give
//! back, or refused with a named field.

use retort_images::OwnImages;

pub fn check(bytes: &[u8]) {
    for read in [OwnImages::from_file(bytes), OwnImages::from_bytes(bytes)] {
        match read {
            Ok(images) => {
                assert_eq!(OwnImages::from_file(&images.to_file()), Ok(images.clone()));
                assert_eq!(OwnImages::from_bytes(&images.to_bytes()), Ok(images));
            }
            Err(refused) => assert!(!refused.field.is_empty() && !refused.allowed.is_empty()),
        }
    }
}
