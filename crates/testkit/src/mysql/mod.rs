//! A real MySQL server: [installed](Installation) once, [started](MysqlServer) as often as wanted.

mod apt;
mod endpoint;
mod install;
mod mariadb;
mod options;
mod server;
mod shared;
mod tls;

pub use endpoint::{Endpoint, TestSchema};
pub use install::Installation;
pub use mariadb::MariadbServer;
pub use options::MysqlOptions;
pub use server::MysqlServer;
pub use shared::{TEST_MYSQL_VARIABLE, shared_mysql, shared_mysql_or_skip, start_mysql_or_skip};
pub use tls::TlsFiles;
