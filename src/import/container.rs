//! Files of other formats, known by their first bytes, and how NumPy makes one that is read of them.

/// The name of the format that `bytes` begin as, and what to do.
pub(super) fn known(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const FORMATS: [(&[u8], &str, &str); 7] = [
        (
            b"PK\x03\x04",
            "a zip archive, as numpy.savez and torch.save write",
            "save one array of it: z = numpy.load(file), then numpy.save(\"x.npy\", z[z.files[0]]) of an .npz; x.numpy() of a tensor",
        ),
        (
            b"PK\x05\x06",
            "an empty zip archive",
            "save an array with numpy.save(\"x.npy\", x)",
        ),
        (
            b"\x1f\x8b",
            "compressed by gzip",
            "decompress it, such as with `gunzip`",
        ),
        (
            b"\x89HDF",
            "an HDF5 file",
            "save one data set of it with numpy.save(\"x.npy\", f[name][:])",
        ),
        (
            b"PAR1",
            "a Parquet file",
            "save pandas.read_parquet(file).to_numpy() with numpy.save",
        ),
        (
            b"MATLAB 5.0",
            "a MATLAB file",
            "save scipy.io.loadmat(file)[name] with numpy.save",
        ),
        (
            b"\x80",
            "a pickle",
            "save numpy.load(file, allow_pickle=True) with numpy.save, if you trust it: a pickle may run any program",
        ),
    ];
    let format = FORMATS.iter().find(|(magic, ..)| bytes.starts_with(magic))?;
    Some((format.1, format.2))
}
