//! One request in, one change of the world, one reply out.
