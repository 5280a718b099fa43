//! What can go wrong between us and AWS, in words that say what to do.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// Why AWS did not answer, or not as asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AwsError {
    /// Nothing says who we are, or what says so is past its time.
    #[error("{operation}: there are no AWS credentials that work: {detail}")]
    Credentials {
        /// The API's operation, such as `rds:DescribeDBInstances`.
        operation: &'static str,
        /// What was tried.
        detail: String,
    },
    /// The identity may not do this.
    #[error("{operation}: not allowed: {detail}")]
    Denied {
        /// The API's operation; as an action of a policy it would allow this.
        operation: &'static str,
        /// AWS's words.
        detail: String,
    },
    /// There is no such thing.
    #[error("{operation}: not found: {detail}")]
    NotFound {
        /// The API's operation.
        operation: &'static str,
        /// AWS's words.
        detail: String,
    },
    /// Too many requests, also after waiting and trying again.
    #[error("{operation}: AWS asks to slow down: {detail}")]
    Throttled {
        /// The API's operation.
        operation: &'static str,
        /// AWS's words.
        detail: String,
    },
    /// No answer: no network, no such host, a time-out.
    #[error("{operation}: AWS cannot be reached: {detail}")]
    Unreachable {
        /// The API's operation.
        operation: &'static str,
        /// What was seen.
        detail: String,
    },
    /// AWS refused the request for another reason.
    #[error("{operation}: {code}: {detail}")]
    Refused {
        /// The API's operation.
        operation: &'static str,
        /// AWS's name of the error.
        code: String,
        /// AWS's words.
        detail: String,
    },
    /// An answer that does not say what such an answer must.
    #[error("{operation}: the answer cannot be used: {detail}")]
    Answer {
        /// The API's operation.
        operation: &'static str,
        /// What is wrong with it.
        detail: String,
    },
    /// What was asked of this crate makes no sense; nothing was sent.
    #[error("{0}")]
    Settings(String),
}

impl AwsError {
    /// Whether another try, later, may work without anybody's doing.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Throttled { .. } | Self::Unreachable { .. } => true,
            Self::Refused { code, .. } => {
                ["Internal", "Unavailable", "Timeout", "HTTP 5"].iter().any(|part| code.contains(part))
            }
            _ => false,
        }
    }

    /// The class of an SDK's error.
    pub(crate) fn of<E>(operation: &'static str, error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let said = |error: &E| error.message().unwrap_or("AWS gave no reason").to_owned();
        match error {
            SdkError::ServiceError(context) => {
                let service = context.err();
                let status = context.raw().status().as_u16();
                Self::of_service(operation, service.code().unwrap_or_default(), status, said(service))
            }
            // The SDK reports missing and expired credentials as a request that could not be built.
            SdkError::ConstructionFailure(_) if is_about_credentials(&causes(error)) => {
                Self::Credentials { operation, detail: causes(error) }
            }
            // The last one: an answer that breaks off.
            SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => {
                let detail = causes(error);
                if is_about_credentials(&detail) {
                    return Self::Credentials { operation, detail };
                }
                Self::Unreachable { operation, detail }
            }
            _ => Self::Answer { operation, detail: causes(error) },
        }
    }

    fn of_service(operation: &'static str, code: &str, status: u16, detail: String) -> Self {
        let is = |parts: &[&str]| parts.iter().any(|part| code.contains(part));
        if is(&["Throttl", "TooManyRequests", "RequestLimitExceeded", "LimitExceededException"])
            || status == 429
        {
            Self::Throttled { operation, detail }
        } else if is(&["AccessDenied", "UnauthorizedOperation", "NotAuthorized"])
            || status == 403 && code.is_empty()
        {
            Self::Denied { operation, detail }
        } else if is(&[
            "ExpiredToken",
            "InvalidClientTokenId",
            "UnrecognizedClient",
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
        ]) {
            Self::Credentials { operation, detail: format!("{code}: {detail}") }
        } else if is(&["NotFound", "NoSuch"]) {
            Self::NotFound { operation, detail }
        } else if code.is_empty() {
            Self::Refused { operation, code: format!("HTTP {status}"), detail }
        } else {
            Self::Refused { operation, code: code.to_owned(), detail }
        }
    }
}

/// An error and what caused it, down to the first cause.
pub(crate) fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let said = cause.to_string();
        // Some repeat what caused them.
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        next = cause.source();
    }
    text
}

fn is_about_credentials(detail: &str) -> bool {
    let detail = detail.to_ascii_lowercase();
    ["credential", "sso token", "sso session"].iter().any(|phrase| detail.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_aws_says_has_its_class() {
        let class = |code: &str, status| AwsError::of_service("rds:X", code, status, "why".into());
        for code in ["ThrottlingException", "Throttling", "RequestLimitExceeded", "TooManyRequestsException"]
        {
            assert!(
                matches!(class(code, 400), AwsError::Throttled { .. }) && class(code, 400).may_pass(),
                "{code}"
            );
        }
        assert!(matches!(class("", 429), AwsError::Throttled { .. }));
        for code in ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"] {
            assert!(matches!(class(code, 403), AwsError::Denied { .. }), "{code}");
        }
        assert!(matches!(class("ExpiredTokenException", 400), AwsError::Credentials { .. }));
        assert!(matches!(class("DBInstanceNotFound", 404), AwsError::NotFound { .. }));
        assert!(matches!(class("ResourceNotFoundException", 400), AwsError::NotFound { .. }));
        assert!(
            class("InternalFailure", 500).may_pass() && class("ServiceUnavailableException", 503).may_pass()
        );
        assert!(!class("InvalidParameterValue", 400).may_pass());
        assert!(class("", 503).may_pass() && !class("", 400).may_pass());
        assert_eq!(class("", 500).to_string(), "rds:X: HTTP 500: why");
    }
}
