//! Slow logs as files, which the emulator does not have: a server that keeps to what AWS documents of
//! `DownloadDBLogFilePortion`, and cuts, renames and removes as RDS does.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use auroscope_aws::{Aws, AwsError, FileStep, LogFileProgress, LogFiles, Patience};

use crate::settings_for;
use crate::stub::{Answer, Request, Stub, refused};

const WRITTEN: &str = "slowquery/mysql-slowquery.log";
/// Of a portion. RDS has 1 MB.
const PORTION_BYTES: usize = 10_000;

/// The files of an instance, by name, with the hour they are of.
#[derive(Default)]
struct Disk {
    files: BTreeMap<String, (u64, String)>,
    hour: u64,
    downloads: usize,
    /// What happens at which download, before it is answered.
    events: Vec<(usize, Event)>,
}

type Event = fn(&mut Disk);

impl Disk {
    fn write(&mut self, text: &str) {
        let hour = self.hour;
        self.files.entry(WRITTEN.into()).or_insert_with(|| (hour, String::new())).1.push_str(text);
    }

    fn rename(&mut self) {
        let (hour, text) = self.files.remove(WRITTEN).unwrap();
        self.files.insert(format!("{WRITTEN}.2026-11-21.{hour:02}"), (hour, text));
        self.hour += 1;
        self.write("");
    }

    fn list(&self) -> Answer {
        let file = |(name, (hour, text)): (&String, &(u64, String))| {
            let (at_ms, size) = (hour * 3_600_000, text.len());
            format!(
                "<DescribeDBLogFilesDetails><LogFileName>{name}</LogFileName><LastWritten>{at_ms}</LastWritten><Size>{size}</Size></DescribeDBLogFilesDetails>"
            )
        };
        let files: String = self.files.iter().map(file).collect();
        xml("DescribeDBLogFiles", &format!("<DescribeDBLogFiles>{files}</DescribeDBLogFiles>"))
    }

    fn download(&mut self, request: &Request) -> Answer {
        self.downloads += 1;
        for (at, event) in std::mem::take(&mut self.events) {
            if at == self.downloads {
                event(self);
            } else {
                self.events.push((at, event));
            }
        }
        let field = |name: &str| {
            let field = request.body.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
            field.unwrap().replace("%2F", "/").replace("%3A", ":")
        };
        let Some((hour, text)) = self.files.get(&field("LogFileName")) else {
            return refused(request, 404, "DBLogFileNotFoundFault", "DBLog File is not found");
        };
        // The marker's number is good for one file, and nobody checks of which.
        let offset: usize = field("Marker").rsplit(':').next().unwrap().parse().unwrap();
        let rest = text.get(offset..).unwrap_or_default();
        let lines: usize = field("NumberOfLines").parse().unwrap();
        let part: String = rest.split_inclusive('\n').take(lines).collect();
        let marker = offset + part.len();
        let (data, has_more) = (escaped(&cut(&part)), marker < text.len());
        xml(
            "DownloadDBLogFilePortion",
            &format!(
                "<LogFileData>{data}</LogFileData><Marker>{hour}:{marker}</Marker><AdditionalDataPending>{has_more}</AdditionalDataPending>"
            ),
        )
    }
}

fn cut(part: &str) -> String {
    if part.len() <= PORTION_BYTES {
        return part.to_owned();
    }
    let end = part.floor_char_boundary(PORTION_BYTES);
    format!("{}[Your log message was truncated]\n", &part[..end])
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn xml(action: &str, result: &str) -> Answer {
    let body = format!("<{action}Response><{action}Result>{result}</{action}Result></{action}Response>");
    (200, "text/xml", body)
}

fn serve(disk: Disk) -> (Stub, Arc<Mutex<Disk>>) {
    let disk = Arc::new(Mutex::new(disk));
    let served = Arc::clone(&disk);
    let stub = Stub::start(move |request| {
        let mut disk = served.lock().unwrap();
        Some(match request.action.as_str() {
            "DescribeDBLogFiles" => disk.list(),
            _ => disk.download(request),
        })
    });
    (stub, disk)
}

async fn files(folder: &tempfile::TempDir, url: &str) -> LogFiles {
    LogFiles::new(&Aws::new(settings_for(folder, url)).await.unwrap().home(), Patience::default())
}

/// What reading came to.
#[derive(Default)]
struct Read {
    text: String,
    cut_lines: usize,
    lost: usize,
}

/// What a collector does until there is no more, keeping its progress as a text after each portion.
async fn read_all(files: &LogFiles, kept: &mut String, read: &mut Read) {
    loop {
        let mut progress: LogFileProgress = serde_json::from_str(kept).unwrap();
        let Some(next) = progress.next(&files.slow_logs("shop-1").await.unwrap()) else { return };
        let file = next.file.clone();
        let mut portions = files.read("shop-1", next);
        let is_over = loop {
            match portions.next_portion().await.unwrap() {
                FileStep::Portion(portion) => {
                    read.text.push_str(&portion.text);
                    read.cut_lines += usize::from(portion.is_cut);
                    progress.went_to(&file, portion.mark);
                }
                FileStep::End => {
                    progress.ended(&file);
                    break file.is_written();
                }
                FileStep::Renamed => break false,
                FileStep::Removed | FileStep::Another => {
                    progress.lost();
                    read.lost += 1;
                    break false;
                }
            }
            *kept = serde_json::to_string(&progress).unwrap();
        };
        *kept = serde_json::to_string(&progress).unwrap();
        if is_over {
            return;
        }
    }
}

fn begin() -> String {
    serde_json::to_string(&LogFileProgress::default()).unwrap()
}

fn lines(from: usize, to: usize) -> String {
    (from..to).map(|number| format!("# Time {number}\nselect '한국어' <> 'a & b', {number};\n")).collect()
}

#[tokio::test]
async fn a_portion_that_would_be_cut_is_asked_for_in_smaller_ones() {
    let long = format!("select '{}';\n", "x".repeat(PORTION_BYTES));
    let ends_alike = "select 'it says [Your log message was truncated] within';\n";
    let text = format!("{}{long}{ends_alike}{}", lines(0, 1_000), lines(1_000, 1_500));
    let (stub, disk) = serve(Disk::default());
    disk.lock().unwrap().write(&text);
    let folder = tempfile::tempdir().unwrap();
    let files = files(&folder, &stub.url()).await;
    let mut read = Read::default();
    read_all(&files, &mut begin(), &mut read).await;
    let expected = text.replace(&long, &format!("{}\n", &long[..PORTION_BYTES]));
    assert!(read.text == expected, "{} bytes of {}", read.text.len(), expected.len());
    assert_eq!((read.cut_lines, read.lost), (1, 0));
    assert!(!stub.asked().iter().any(|request| request.body.contains("NumberOfLines=0")));
}

#[tokio::test]
async fn renaming_in_the_middle_loses_and_repeats_nothing() {
    let mut disk = Disk::default();
    disk.write(&lines(0, 100));
    disk.rename();
    disk.write(&lines(100, 600));
    // While the written file is read; then what its name means has already grown beyond where reading was.
    disk.events.push((4, |disk| {
        disk.rename();
        disk.write(&lines(600, 1_200));
    }));
    disk.events.push((7, |disk| disk.write("# Time half a li")));
    let (stub, disk) = serve(disk);
    let folder = tempfile::tempdir().unwrap();
    let files = files(&folder, &stub.url()).await;
    let (mut kept, mut read) = (begin(), Read::default());
    read_all(&files, &mut kept, &mut read).await;
    {
        let mut disk = disk.lock().unwrap();
        assert!(disk.events.is_empty());
        disk.write("ne\nselect 1;\n");
        // Twice while nobody reads.
        disk.rename();
        disk.write(&lines(1_200, 1_201));
        disk.rename();
    }
    read_all(&files, &mut kept, &mut read).await;
    read_all(&files, &mut kept, &mut read).await;
    let half = "# Time half a line\nselect 1;\n";
    let expected = format!("{}{half}{}", lines(0, 1_200), lines(1_200, 1_201));
    assert!(read.text == expected, "{} bytes of {}", read.text.len(), expected.len());
    assert_eq!((read.cut_lines, read.lost), (0, 0));
}

#[tokio::test]
async fn what_was_removed_before_it_was_read_is_said_to_be_lost() {
    let mut disk = Disk::default();
    disk.write(&lines(10, 20));
    let (stub, disk) = serve(disk);
    let folder = tempfile::tempdir().unwrap();
    let files = files(&folder, &stub.url()).await;
    let (mut kept, mut read) = (begin(), Read::default());
    read_all(&files, &mut kept, &mut read).await;
    {
        let mut disk = disk.lock().unwrap();
        disk.write(&lines(20, 30));
        disk.rename();
        disk.write(&lines(30, 40));
        disk.rename();
        disk.files.retain(|name, _| !name.ends_with(".00"));
        // Listed, and gone when it is asked for.
        let at = disk.downloads + 2;
        disk.events.push((at, |disk| disk.files.retain(|name, _| name == WRITTEN)));
        disk.write(&lines(40, 50));
    }
    read_all(&files, &mut kept, &mut read).await;
    assert_eq!(read.text, format!("{}{}", lines(10, 20), lines(40, 50)));
    assert_eq!(read.lost, 2);
}

#[tokio::test]
async fn an_instance_without_a_slow_log_has_no_next_file() {
    let folder = tempfile::tempdir().unwrap();
    let nobody = Stub::start(|_| None);
    let error = files(&folder, &nobody.url()).await.slow_logs("none").await.unwrap_err();
    assert!(matches!(error, AwsError::NotFound { .. }), "{error}");
    let (stub, _disk) = serve(Disk::default());
    let listed = files(&folder, &stub.url()).await.slow_logs("shop-1").await.unwrap();
    assert_eq!(LogFileProgress::default().next(&listed), None);
}

#[tokio::test]
async fn without_a_marker_nothing_is_read_twice() {
    let last = "<LogFileData>a\n</LogFileData><AdditionalDataPending>false</AdditionalDataPending>";
    let stub = Stub::start(move |request| {
        Some(match request.action.as_str() {
            "DescribeDBLogFiles" => {
                let mut disk = Disk::default();
                disk.write("a\n");
                disk.rename();
                disk.list()
            }
            action => xml(action, last),
        })
    });
    let folder = tempfile::tempdir().unwrap();
    let files = files(&folder, &stub.url()).await;
    let listed = files.slow_logs("shop-1").await.unwrap();
    let mut progress = LogFileProgress::default();
    let next = progress.next(&listed).unwrap();
    progress.ended(&next.file);
    let mut closed = files.read("shop-1", next);
    let FileStep::Portion(portion) = closed.next_portion().await.unwrap() else { panic!("no portion") };
    assert_eq!((portion.text.as_str(), portion.mark.bytes()), ("a\n", 2));
    assert_eq!(closed.next_portion().await.unwrap(), FileStep::End);
    let mut written = files.read("shop-1", progress.next(&listed).unwrap());
    let error = written.next_portion().await.unwrap_err();
    assert!(matches!(error, AwsError::Answer { .. }), "{error}");
}
