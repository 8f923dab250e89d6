//! Gives the Windows program its icon, version and manifest. For other systems there is nothing to do.

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_OS")? != "windows" {
        return Ok(());
    }
    println!("cargo::rerun-if-changed=assets/windows");
    println!("cargo::rerun-if-changed=assets/app/pairdesk.ico");
    println!("cargo::rerun-if-env-changed=WINDRES");
    let folder = PathBuf::from(env::var("OUT_DIR")?);
    let script = folder.join("pairdesk.rc");
    fs::write(&script, resources()?)?;
    let compiled = if env::var("CARGO_CFG_TARGET_ENV")? == "msvc" {
        compile_by_rc(&script, &folder.join("pairdesk.res"))
    } else {
        compile_by_windres(&script, &folder.join("pairdesk.o"))
    };
    match compiled {
        Ok(compiled) => println!("cargo::rustc-link-arg-bins={}", compiled.display()),
        // The program works without them; who gives it away has to see this.
        Err(error) => println!("cargo::warning=without icon, version and manifest: {error}"),
    }
    Ok(())
}

/// The script of resources. Numbers 1 of type ICON and 24 are what Windows looks for.
fn resources() -> Result<String, Box<dyn Error>> {
    let root = env::var("CARGO_MANIFEST_DIR")?;
    // Backslashes are escapes there; Windows takes the others too.
    let file = |path: &str| Path::new(&root).join(path).display().to_string().replace('\\', "/");
    let version = env::var("CARGO_PKG_VERSION")?;
    let number = |part: &str| env::var(format!("CARGO_PKG_VERSION_{part}"));
    let numbers = format!("{},{},{},0", number("MAJOR")?, number("MINOR")?, number("PATCH")?);
    Ok(format!(
        r#"#pragma code_page(65001)
1 ICON "{icon}"
1 24 "{manifest}"
1 VERSIONINFO
FILEVERSION {numbers}
PRODUCTVERSION {numbers}
FILEFLAGSMASK 0x3FL
FILEFLAGS 0
FILEOS 0x40004L
FILETYPE 1
BEGIN
  BLOCK "StringFileInfo"
  BEGIN
    BLOCK "040904B0"
    BEGIN
      VALUE "CompanyName", "Pairdesk"
      VALUE "FileDescription", "Pairdesk"
      VALUE "FileVersion", "{version}"
      VALUE "InternalName", "pairdesk"
      VALUE "LegalCopyright", "{licence}"
      VALUE "OriginalFilename", "pairdesk.exe"
      VALUE "ProductName", "Pairdesk"
      VALUE "ProductVersion", "{version}"
    END
  END
  BLOCK "VarFileInfo"
  BEGIN
    VALUE "Translation", 0x0409, 0x04B0
  END
END
"#,
        icon = file("assets/app/pairdesk.ico"),
        manifest = file("assets/windows/pairdesk.manifest"),
        licence = env::var("CARGO_PKG_LICENSE")?,
    ))
}

/// GNU's tool, by the name that it has for this target, or by its plain one.
fn compile_by_windres(script: &Path, object: &Path) -> Result<PathBuf, String> {
    let arch = env::var("CARGO_CFG_TARGET_ARCH").unwrap_or_default();
    let chosen = env::var("WINDRES").ok();
    let names =
        chosen.map_or_else(|| vec![format!("{arch}-w64-mingw32-windres"), "windres".to_owned()], |name| vec![name]);
    let run = |name: &String| run(Command::new(name).arg(script).args(["-O", "coff", "-o"]).arg(object));
    first_that_works(names.iter().map(run)).map(|()| object.to_owned())
}

/// Microsoft's tool: in the path of a developer's prompt, or in the newest Windows SDK. LLVM's takes the same words.
fn compile_by_rc(script: &Path, resource: &Path) -> Result<PathBuf, String> {
    let names = [PathBuf::from("rc.exe")].into_iter().chain(sdk_tools()).chain([PathBuf::from("llvm-rc")]);
    let run = |name: PathBuf| run(Command::new(name).arg("/nologo").arg("/fo").arg(resource).arg(script));
    first_that_works(names.map(run)).map(|()| resource.to_owned())
}

/// `rc.exe` of every SDK, the newest first.
fn sdk_tools() -> Vec<PathBuf> {
    let arch = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
    let Some(programs) = env::var_os("ProgramFiles(x86)") else { return Vec::new() };
    let kits = fs::read_dir(Path::new(&programs).join(r"Windows Kits\10\bin"));
    let mut kits: Vec<PathBuf> = kits.into_iter().flatten().flatten().map(|kit| kit.path()).collect();
    kits.sort();
    kits.into_iter().rev().map(|kit| kit.join(arch).join("rc.exe")).collect()
}

fn run(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().display().to_string();
    match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!("{name}: {}", String::from_utf8_lossy(&output.stderr).trim().replace('\n', "; "))),
        Err(error) => Err(format!("{name}: {error}")),
    }
}

/// The first error of those that there were, since it is the one of the usual tool.
fn first_that_works(tries: impl Iterator<Item = Result<(), String>>) -> Result<(), String> {
    let mut first = Err("no tool".to_owned());
    for tried in tries {
        match tried {
            Ok(()) => return Ok(()),
            Err(error) if first == Err("no tool".to_owned()) => first = Err(error),
            Err(_) => {}
        }
    }
    first
}
