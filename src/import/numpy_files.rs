//! Files written by `numpy.save` and `numpy.lib.format.write_array` (NumPy 2.4.6), byte for byte.

/// Float64, shape (2, 3).
pub(super) const F8: &[u8] = b"\
    \x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }     \
    \x20                                                    \n\x00\x00\x00\x00\x00\x00\xf8\
    \x7f\x00\x00\x00\x00\x00\x00\xf0\x7f\x00\x00\x00\x00\x00\x00\xf0\xff\xa0\xc8\xeb\x85\xf3\
    \xcc\xe1\x7f\x00\x00\x00\x00\x00\x00\x00\x80\x01\x00\x00\x00\x00\x00\x00\x00";

/// Big-endian float64, shape (1, 2).
pub(super) const F8_BIG_ENDIAN: &[u8] = b"\
    \x93NUMPY\x01\x00v\x00{'descr': '>f8', 'fortran_order': False, 'shape': (1, 2), }     \
    \x20                                                    \n?\xf8\x00\x00\x00\x00\x00\x00\
    \xff\xe1\xcc\xf3\x85\xeb\xc8\xa0";

/// Float32, shape (2, 2).
pub(super) const F4: &[u8] = b"\
    \x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }     \
    \x20                                                    \n\xcd\xcc\xcc=\x00\x00\x80\x7f\
    \x00\x00\xc0\x7f\x01\x00\x00\x00";

/// Big-endian float32, shape (2, 1).
pub(super) const F4_BIG_ENDIAN: &[u8] = b"\
    \x93NUMPY\x01\x00v\x00{'descr': '>f4', 'fortran_order': False, 'shape': (2, 1), }     \
    \x20                                                    \n=\xcc\xcc\xcd\xc0@\x00\x00";

/// Float64, shape (3,).
pub(super) const ONE_AXIS: &[u8] = b"\
    \x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }       \
    \x20                                                    \n\x00\x00\x00\x00\x00\x00\xf0?\
    \x00\x00\x00\x00\x00\x00\x00@\x00\x00\x00\x00\x00\x00\x08@";

/// Float64, shape (1, 1), format 2.0.
pub(super) const VERSION_2: &[u8] = b"\
    \x93NUMPY\x02\x00t\x00\x00\x00{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1)\
    , }                                                        \n\x00\x00\x00\x00\x00\x00\
    \x1c@";

/// Float64, shape (1, 1), format 3.0.
pub(super) const VERSION_3: &[u8] = b"\
    \x93NUMPY\x03\x00t\x00\x00\x00{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1)\
    , }                                                        \n\x00\x00\x00\x00\x00\x00\
    \x1c@";

/// Float64 in column-major order.
pub(super) const FORTRAN: &[u8] = b"\
    \x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': True, 'shape': (2, 2), }      \
    \x20                                                    \n\x00\x00\x00\x00\x00\x00\xf0?\
    \x00\x00\x00\x00\x00\x00\xf0?\x00\x00\x00\x00\x00\x00\xf0?\x00\x00\x00\x00\x00\x00\xf0?";

/// A 0-d float64.
pub(super) const NO_AXIS: &[u8] = b"\
    \x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (), }         \
    \x20                                                    \n\x00\x00\x00\x00\x00\x00\x00@";

/// Float64, shape (1, 2, 1).
pub(super) const THREE_AXES: &[u8] = b"\
    \x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2, 1), }  \
    \x20                                                    \n\x00\x00\x00\x00\x00\x00\xf0?\
    \x00\x00\x00\x00\x00\x00\xf0?";

/// Float64, shape (0, 3).
pub(super) const NO_ROWS: &[u8] = b"\
    \x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (0, 3), }     \
    \x20                                                    \n";

/// Float64, shape (3, 0).
pub(super) const NO_COLUMNS: &[u8] = b"\
    \x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (3, 0), }     \
    \x20                                                    \n";

/// Int64.
pub(super) const INTEGER: &[u8] = b"\
    \x93NUMPY\x01\x00v\x00{'descr': '<i8', 'fortran_order': False, 'shape': (1, 1), }     \
    \x20                                                    \n\x01\x00\x00\x00\x00\x00\x00\
    \x00";

/// Float16.
pub(super) const HALF: &[u8] = b"\
    \x93NUMPY\x01\x00v\x00{'descr': '<f2', 'fortran_order': False, 'shape': (1, 1), }     \
    \x20                                                    \n\x00<";

/// Complex128.
pub(super) const COMPLEX: &[u8] = b"\
    \x93NUMPY\x01\x00v\x00{'descr': '<c16', 'fortran_order': False, 'shape': (1, 1), }    \
    \x20                                                    \n\x00\x00\x00\x00\x00\x00\x00\
    \x00\x00\x00\x00\x00\x00\x00\xf0?";

/// Bool.
pub(super) const BOOLEAN: &[u8] = b"\
    \x93NUMPY\x01\x00v\x00{'descr': '|b1', 'fortran_order': False, 'shape': (1, 1), }     \
    \x20                                                    \n\x01";

/// A pickled object.
pub(super) const OBJECT: &[u8] = b"\
    \x93NUMPY\x01\x00v\x00{'descr': '|O', 'fortran_order': False, 'shape': (1, 1), }      \
    \x20                                                    \n\x80\x04\x95\x8c\x00\x00\x00\
    \x00\x00\x00\x00\x8c\x16numpy._core.multiarray\x94\x8c\x0c_reconstruct\x94\x93\x94\x8c\
    \x05numpy\x94\x8c\x07ndarray\x94\x93\x94K\x00\x85\x94C\x01b\x94\x87\x94R\x94(K\x01K\x01K\
    \x01\x86\x94h\x03\x8c\x05dtype\x94\x93\x94\x8c\x02O8\x94\x89\x88\x87\x94R\x94(K\x03\x8c\
    \x01|\x94NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK?t\x94b\x89]\x94Nat\x94b.";

/// A record type.
pub(super) const STRUCTURED: &[u8] = b"\
    \x93NUMPY\x01\x00v\x00{'descr': [(\"a]'b\", '<f8'), ('n', '<i4', (2,))], 'fortran_orde\
    r': False, 'shape': (1,), }                            \n\x00\x00\x00\x00\x00\x00\xf0?\
    \x02\x00\x00\x00\x02\x00\x00\x00";
