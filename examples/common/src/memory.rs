//! What the system may write of a program's memory when it ends badly: nothing.

/// Forbids core dumps to this process and its children: a PIN or a password may be in memory just then.
///
/// Windows keeps such files only where an administrator asked for them; there nothing is done.
pub fn no_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        // A limit may always be lowered; if the system refuses all the same, the program works as well.
        let _refused = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
}

#[cfg(all(test, unix))]
mod tests {
    use rustix::process::{Resource, getrlimit};

    #[test]
    fn the_limit_is_none() {
        super::no_core_dumps();
        let limit = getrlimit(Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
    }
}
