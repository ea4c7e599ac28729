//! A file that is there once it is whole: what is written goes beside it, and into its place at the end.

use super::super::Failure;
use super::super::output::refuse_link;
use crate::path::slashes;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Where rows go.
pub enum Out {
    /// Standard output.
    Terminal,
    /// A file by its name, and the one beside it that is written.
    File {
        /// The name.
        file: PathBuf,
        /// Beside it.
        beside: PathBuf,
        /// What is open.
        open: BufWriter<File>,
    },
    /// A pipe or a device, which is written as it is.
    Device(File),
    /// Whoever read it went away.
    Closed,
}

impl Out {
    /// Begins a file; `None`: standard output.
    ///
    /// # Errors
    /// It cannot be written, or a link leads to it.
    pub fn new(file: Option<&Path>) -> Result<Out, Failure> {
        let Some(file) = file else { return Ok(Out::Terminal) };
        refuse_link(file)?;
        let real = file.canonicalize().ok();
        let before = real.as_deref().and_then(|real| std::fs::metadata(real).ok());
        if before.as_ref().is_some_and(|meta| !meta.is_file()) {
            let open = File::options().write(true).open(file);
            return open.map(Out::Device).map_err(|error| cannot(file, &error));
        }
        let file = real.as_deref().unwrap_or(file);
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let beside =
            folder.unwrap_or(Path::new(".")).join(format!(".{name}.{}.tmp", std::process::id()));
        let open = File::create_new(&beside).map_err(|error| cannot(file, &error))?;
        let out = Out::File { file: file.to_path_buf(), beside, open: BufWriter::new(open) };
        if let (Out::File { open, .. }, Some(meta)) = (&out, &before) {
            let kept = open.get_ref().set_permissions(meta.permissions());
            kept.map_err(|error| cannot(file, &error))?;
        }
        Ok(out)
    }

    /// Ends the file: it stands in its place, as a whole.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(mut self) -> Result<(), Failure> {
        let Out::File { file, beside, open } = &mut self else { return Ok(()) };
        // A file that was moved is not there to be taken away any more.
        open.flush()
            .and_then(|()| open.get_ref().sync_all())
            .and_then(|()| std::fs::rename(&*beside, &*file))
            .map_err(|error| cannot(file, &error))
    }
}

fn cannot(file: &Path, error: &io::Error) -> Failure {
    Failure::Output(format!("{} cannot be written: {error}", slashes(file)))
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Out::File { open, .. } => open.write(bytes),
            Out::Device(open) => open.write(bytes),
            Out::Closed => Ok(bytes.len()),
            Out::Terminal => match io::stdout().lock().write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                    *self = Out::Closed;
                    Ok(bytes.len())
                }
                done => done,
            },
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            // A file is of use to nobody before its end.
            Out::File { .. } | Out::Device(_) | Out::Closed => Ok(()),
            Out::Terminal => match io::stdout().lock().flush() {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                    *self = Out::Closed;
                    Ok(())
                }
                done => done,
            },
        }
    }
}

impl Drop for Out {
    fn drop(&mut self) {
        if let Out::File { beside, .. } = self {
            // What was begun and not ended is of no use; that it cannot be taken away changes nothing.
            let _ = std::fs::remove_file(beside);
        }
    }
}
