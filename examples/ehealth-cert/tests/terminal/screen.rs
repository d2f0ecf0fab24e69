//! A pseudo-terminal with the program in it.

use std::io::{Read as _, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Longest wait for something to appear: a loaded machine makes two RSA keys meanwhile.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) const ENTER: &str = "\r";
pub(crate) const TAB: &str = "\t";
pub(crate) const CTRL_C: &str = "\x03";
pub(crate) const CTRL_U: &str = "\x15";

/// The program in a terminal.
pub(crate) struct Screen {
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    parser: Arc<Mutex<vt100::Parser>>,
    _master: Box<dyn MasterPty + Send>,
}

impl Screen {
    /// Starts the program in `home`, in a terminal of 100 columns that never scrolls anything away.
    pub(crate) fn start(home: &Path, flags: &[&str]) -> Self {
        Self::with(home, flags, &[], 100)
    }

    /// The same with variables and a width.
    pub(crate) fn with(home: &Path, flags: &[&str], variables: &[(&str, &str)], columns: u16) -> Self {
        let size = PtySize { rows: 300, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_ehealth-cert"));
        command.env_clear();
        let usual = [("HOME", home.to_str().unwrap()), ("PATH", "/usr/bin:/bin"), ("TZ", "Europe/Brussels")];
        for (name, value) in usual.iter().chain(&[("TERM", "xterm-256color"), ("LANG", "C")]).chain(variables)
        {
            command.env(name, value);
        }
        command.cwd(home);
        command.args(flags);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let parser = Arc::new(Mutex::new(vt100::Parser::new(300, columns, 0)));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let shared = Arc::clone(&parser);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                shared.lock().unwrap().process(&buffer[..length]);
            }
        });
        let writer = pair.master.take_writer().unwrap();
        Self { child, writer, parser, _master: pair.master }
    }

    /// What stands on the screen.
    pub(crate) fn text(&self) -> String {
        self.parser.lock().unwrap().screen().contents()
    }

    /// Waits until `part` is on the screen.
    pub(crate) fn sees(&self, part: &str) -> &Self {
        self.until(part, |text| text.contains(part))
    }

    /// Waits until a condition holds.
    pub(crate) fn until(&self, what: &str, condition: impl Fn(&str) -> bool) -> &Self {
        let end = Instant::now() + PATIENCE;
        while !condition(&self.text()) {
            assert!(Instant::now() < end, "never seen: {what}\n{}", self.text());
            std::thread::sleep(Duration::from_millis(20));
        }
        self
    }

    /// Types.
    pub(crate) fn types(&mut self, keys: &str) -> &mut Self {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
        self
    }

    /// Waits until `question` is there, and types.
    pub(crate) fn answers(&mut self, question: &str, keys: &str) -> &mut Self {
        self.sees(question);
        self.types(keys)
    }

    /// Waits for the end; the exit code.
    pub(crate) fn ends(&mut self) -> u32 {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                // What was written last is read by another thread.
                std::thread::sleep(Duration::from_millis(100));
                return status.exit_code();
            }
            assert!(Instant::now() < end, "it does not end:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}
