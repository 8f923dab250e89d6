//! The system calls. Each takes or gives a description as text, and the text is judged elsewhere.

#![expect(unsafe_code, reason = "rights of files have no safe form")]

use crate::engine::store::rights::sddl::{self, Others};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::windows::ffi::OsStrExt;
use std::os::windows::fs::OpenOptionsExt;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::path::Path;
use std::ptr::null_mut;
use windows_sys::Win32::Foundation::LocalFree;
use windows_sys::Win32::Security::Authorization::{
    ConvertSecurityDescriptorToStringSecurityDescriptorW, ConvertSidToStringSidW,
    ConvertStringSecurityDescriptorToSecurityDescriptorW, GetSecurityInfo, SDDL_REVISION_1, SE_FILE_OBJECT,
};
use windows_sys::Win32::Security::{
    DACL_SECURITY_INFORMATION, GetTokenInformation, OWNER_SECURITY_INFORMATION, PROTECTED_DACL_SECURITY_INFORMATION,
    SECURITY_ATTRIBUTES, SetKernelObjectSecurity, TOKEN_QUERY, TOKEN_USER, TokenUser,
};
use windows_sys::Win32::Storage::FileSystem::{
    BY_HANDLE_FILE_INFORMATION, CreateDirectoryW, FILE_FLAG_BACKUP_SEMANTICS, FILE_FLAG_OPEN_REPARSE_POINT,
    GetFileInformationByHandle, READ_CONTROL, WRITE_DAC,
};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

/// A folder or file, opened to look at who may do what with it.
pub struct Handle(File);

impl Handle {
    /// Opens what is there itself, whatever it is.
    pub fn open(path: &Path) -> io::Result<Self> {
        Self::open_for(path, READ_CONTROL)
    }

    fn open_for(path: &Path, access: u32) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options
            .access_mode(access)
            .custom_flags(FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT);
        options.open(path).map(Self)
    }

    /// What others may do with it.
    pub fn others(&self) -> io::Result<Others> {
        Ok(sddl::others(&self.description()?, &user()?))
    }

    /// How many names the file has.
    pub fn names(&self) -> io::Result<u32> {
        let mut found = BY_HANDLE_FILE_INFORMATION::default();
        // SAFETY: the handle is open, and the place for the answer is large enough.
        succeeded(unsafe { GetFileInformationByHandle(self.0.as_raw_handle(), &raw mut found) })?;
        Ok(found.nNumberOfLinks)
    }

    fn description(&self) -> io::Result<String> {
        let what = OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
        let (none, mut found) = (null_mut(), Block::default());
        // SAFETY: the handle is open; only the description is asked for, and `Block` frees it.
        let error = unsafe {
            let handle = self.0.as_raw_handle();
            GetSecurityInfo(handle, SE_FILE_OBJECT, what, none, none, null_mut(), null_mut(), &raw mut found.0)
        };
        if error != 0 {
            return Err(io::Error::from_raw_os_error(error.cast_signed()));
        }
        described(&found)
    }
}

/// Makes a folder or file its user's alone, and looks whether it is then: a disk may keep no rights.
pub fn make_private(path: &Path) -> io::Result<()> {
    match give(path, &sddl::private(&user()?))?.others()? {
        Others::Nothing => Ok(()),
        _ => Err(io::Error::new(io::ErrorKind::Unsupported, "this disk keeps no rights")),
    }
}

/// Replaces who may do what with a folder or file.
fn give(path: &Path, rights: &str) -> io::Result<Handle> {
    let handle = Handle::open_for(path, READ_CONTROL | WRITE_DAC)?;
    let rights = description(rights)?;
    let what = DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION;
    // SAFETY: the handle is open, and the description lives until the call is over.
    succeeded(unsafe { SetKernelObjectSecurity(handle.0.as_raw_handle(), what, rights.0) })?;
    Ok(handle)
}

/// Makes a folder that is its user's alone from its first moment.
pub fn make_private_dir(path: &Path) -> io::Result<()> {
    let rights = description(&sddl::private(&user()?))?;
    // In its longest form, which knows no limit of length; not every disk tells it.
    let longest = |parent: &Path| fs::canonicalize(parent).or_else(|_| std::path::absolute(parent));
    let parent = path.parent().map(longest).transpose()?;
    let path = parent.unwrap_or_default().join(path.file_name().unwrap_or_default());
    let name: Vec<u16> = path.as_os_str().encode_wide().chain([0]).collect();
    let attributes = SECURITY_ATTRIBUTES {
        nLength: size_of::<SECURITY_ATTRIBUTES>() as u32,
        lpSecurityDescriptor: rights.0,
        bInheritHandle: 0,
    };
    // SAFETY: the name ends with a zero; name, attributes and description live until the call is over.
    succeeded(unsafe { CreateDirectoryW(name.as_ptr(), &raw const attributes) })
}

/// What the system has allocated for us.
struct Block<T = core::ffi::c_void>(*mut T);

impl<T> Default for Block<T> {
    fn default() -> Self {
        Self(null_mut())
    }
}

impl<T> Drop for Block<T> {
    fn drop(&mut self) {
        // SAFETY: it came from a call that gives it away to be freed so; nothing is freed for none.
        unsafe { LocalFree(self.0.cast()) };
    }
}

impl Block<u16> {
    fn text(&self) -> String {
        // SAFETY: the system wrote a text there that ends with a zero.
        let units = unsafe {
            let length = (0..).take_while(|at| *self.0.add(*at) != 0).count();
            std::slice::from_raw_parts(self.0, length)
        };
        String::from_utf16_lossy(units)
    }
}

/// The user whom the program runs as, in the way that descriptions name them.
fn user() -> io::Result<String> {
    let owner = description(&format!("O:{}", user_id()?))?;
    let text = described(&owner)?;
    Ok(text.strip_prefix("O:").unwrap_or(&text).to_owned())
}

fn user_id() -> io::Result<String> {
    let mut token = null_mut();
    // SAFETY: the program's own token is opened, and its handle closed when it is dropped.
    let token = unsafe {
        succeeded(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw mut token))?;
        OwnedHandle::from_raw_handle(token)
    };
    // Room for the longest id, aligned as its structure has to be.
    let mut room = [0_u64; 32];
    let (mut length, mut text) = (0, Block::default());
    // SAFETY: the room is as large as it is said to be; the id in it is valid when the first call succeeds.
    unsafe {
        let size = size_of_val(&room) as u32;
        let place = room.as_mut_ptr();
        succeeded(GetTokenInformation(token.as_raw_handle(), TokenUser, place.cast(), size, &raw mut length))?;
        succeeded(ConvertSidToStringSidW((*place.cast::<TOKEN_USER>()).User.Sid, &raw mut text.0))?;
    }
    Ok(text.text())
}

/// A description from its text.
fn description(text: &str) -> io::Result<Block> {
    let text: Vec<u16> = text.encode_utf16().chain([0]).collect();
    let mut made = Block::default();
    // SAFETY: the text ends with a zero; `Block` frees what is made.
    succeeded(unsafe {
        let (revision, size) = (SDDL_REVISION_1, null_mut());
        ConvertStringSecurityDescriptorToSecurityDescriptorW(text.as_ptr(), revision, &raw mut made.0, size)
    })?;
    Ok(made)
}

/// The text of a description, with owner and rights.
fn described(description: &Block) -> io::Result<String> {
    let what = OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
    let mut text = Block::default();
    // SAFETY: the description is a valid one of the system's; `Block` frees the text.
    succeeded(unsafe {
        let (revision, length) = (SDDL_REVISION_1, null_mut());
        ConvertSecurityDescriptorToStringSecurityDescriptorW(description.0, revision, what, &raw mut text.0, length)
    })?;
    Ok(text.text())
}

fn succeeded(answer: i32) -> io::Result<()> {
    if answer == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::store::OpenError;
    use crate::engine::store::folder::prepare;
    use std::path::PathBuf;

    fn place() -> PathBuf {
        std::env::temp_dir().join(format!("pairdesk-rights-{}", uuid::Uuid::new_v4().simple()))
    }

    fn others(path: &Path) -> Others {
        Handle::open(path).unwrap().others().unwrap()
    }

    #[test]
    fn what_is_made_private_reads_as_private() {
        let place = place();
        make_private_dir(&place).unwrap();
        assert_eq!(others(&place), Others::Nothing);
        let file = place.join("file");
        fs::write(&file, "something").unwrap();
        make_private(&file).unwrap();
        assert_eq!(others(&file), Others::Nothing);
        assert_eq!(Handle::open(&file).unwrap().names().unwrap(), 1);
        fs::remove_dir_all(&place).unwrap();
    }

    #[test]
    fn a_folder_that_is_open_to_others_is_refused_or_closed() {
        let (place, rights) = (place(), sddl::private(&user().unwrap()));
        fs::create_dir(&place).unwrap();
        let file = place.join("file");
        let everybody = |may: &str| format!("{rights}(A;OICI;{may};;;WD)");
        give(&place, &everybody("FA")).unwrap();
        assert_eq!(others(&place), Others::Write);
        prepare(&place).unwrap();
        assert_eq!(others(&place), Others::Nothing, "it was empty");
        fs::write(&file, "something").unwrap();
        give(&place, &everybody("FRFX")).unwrap();
        give(&file, &everybody("FR")).unwrap();
        prepare(&place).unwrap();
        assert_eq!([others(&place), others(&file)], [Others::Nothing; 2], "others could only read");
        give(&place, &everybody("FA")).unwrap();
        let Err(OpenError::Unusable(words)) = prepare(&place) else { panic!("it was taken") };
        assert!(words.contains("other users can write") && words.contains("icacls"), "{words}");
        assert_eq!(others(&place), Others::Write, "left as it was");
        fs::remove_dir_all(&place).unwrap();
    }
}
