//! Months of every kind.

use auroscope_model::{DurationKind, Fingerprint, SlowQuery, UtcMicros};
use auroscope_report::{
    Account, CoverageNote, Language, Limits, MonthlyReport, Period, PlanNote, Remark, RemarkWeight,
};

use super::month::{Shape, account, execution, month, shop, texts};

/// A month and what is told besides.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) now: Account,
    pub(crate) before: Option<Account>,
    pub(crate) period: Period,
    pub(crate) targets: Vec<String>,
    pub(crate) texts: Vec<(Fingerprint, String)>,
    pub(crate) notes: Vec<CoverageNote>,
    pub(crate) plans: Vec<(Fingerprint, PlanNote)>,
}

/// What would do harm if it were not taken for a text.
pub(crate) const HOSTILE: &str = "</pre></td><script>alert(1)</script><img src=x onerror=alert(2)>| `x` **b** \
     [l](http://evil.example)\n# h\n```\n=cmd|'/c calc'!A1 \u{202e}\u{0}한국어 🐬";

impl Scenario {
    pub(crate) fn report(&self, language: Language) -> MonthlyReport<'_> {
        MonthlyReport::new(month("2026-10"), language, self.period, &self.now, self.before.as_ref())
            .targets(self.targets.clone())
            .texts(self.texts.clone())
            .coverage(self.notes.clone())
            .plans(self.plans.clone())
            .made_at("2026-11-01T00:05:00Z".parse().unwrap())
    }

    fn of(name: &'static str, now: &[SlowQuery], before: Option<&[SlowQuery]>) -> Self {
        Self {
            name,
            now: account(now, Limits::default()),
            before: before.map(|queries| account(queries, Limits::default())),
            period: Period::Ended,
            targets: Vec::new(),
            texts: now
                .iter()
                .chain(before.unwrap_or_default())
                .flat_map(|q| texts(std::slice::from_ref(q)))
                .collect(),
            notes: Vec::new(),
            plans: Vec::new(),
        }
    }
}

fn at(text: &str) -> UtcMicros {
    text.parse().unwrap()
}

fn months(targets: usize, statements: u64, executions: usize) -> (Vec<SlowQuery>, Vec<SlowQuery>) {
    let shape = Shape { seed: 11, targets, statements, executions, days: 31 };
    let now = shop(month("2026-10"), &shape);
    let before =
        shop(month("2026-09"), &Shape { seed: 12, days: 30, statements: statements * 9 / 10, ..shape });
    (now, before)
}

pub(crate) fn ordinary() -> Scenario {
    let (mut now, before) = months(4, 24, 1_500);
    now.retain(|query| {
        !["2026-10-14", "2026-10-15"].iter().any(|day| query.started_at.to_string().starts_with(day))
    });
    let slowest = now[0].fingerprint;
    let mut scenario = Scenario::of("ordinary", &now, Some(&before));
    scenario.targets = vec!["shop-00".into(), "quiet-01".into(), "quiet-02".into()];
    scenario.notes = vec![
        CoverageNote::Gap {
            target: "shop-01".into(),
            from: at("2026-10-05T01:00:00Z"),
            to: at("2026-10-05T03:30:00Z"),
            reason: Some("Connection refused".into()),
        },
        CoverageNote::MissingDays { target: None, days: vec!["2026-10-15".parse().unwrap()] },
        CoverageNote::ExportOff { target: "legacy-01".into() },
        CoverageNote::LogExpired { target: "shop-02".into(), before: at("2026-10-03T00:00:00Z") },
        CoverageNote::Threshold { target: None, threshold_us: 500_000 },
    ];
    let remark = Remark {
        weight: RemarkWeight::Warning,
        title: "orders 테이블 전체를 읽음: 1,204,113건".into(),
        remedy: "필요한 row가 적다면 (created_at, status) 인덱스를 만드세요.".into(),
        ddl: vec!["ALTER TABLE orders ADD INDEX ix_created (created_at, status);".into()],
    };
    let plan = "-> Limit: 20 row(s)  (cost=121044 rows=20)\n    -> Sort: t.created_at DESC\n        -> Table scan on t  (cost=121044 rows=1204113)";
    scenario.plans = vec![(
        slowest,
        PlanNote {
            text: Some(plan.into()),
            taken_at: Some(at("2026-10-20T05:00:00Z")),
            remarks: vec![remark],
        },
    )];
    scenario
}

fn hostile() -> Scenario {
    let mut queries = months(2, 4, 40).0;
    for query in &mut queries {
        query.user = Some(HOSTILE.into());
        query.schema = Some(format!("{HOSTILE}{}", "x".repeat(300)));
    }
    let mut scenario = Scenario::of("hostile", &queries, None);
    let long = format!("{HOSTILE} {}", "SELECT 가나다 FROM t WHERE a = ? AND ".repeat(600));
    scenario.texts.iter_mut().for_each(|(_, text)| *text = long.clone());
    let mut now = Account::new(super::month::zone(), Limits::default());
    queries.iter().for_each(|query| now.add(query, |_| Some(long.clone())));
    scenario.now = now;
    scenario.targets = vec![HOSTILE.into()];
    let remark = Remark {
        weight: RemarkWeight::Notice,
        title: HOSTILE.into(),
        remedy: HOSTILE.into(),
        ddl: vec![HOSTILE.into()],
    };
    let plan = PlanNote { text: Some(HOSTILE.into()), taken_at: None, remarks: vec![remark] };
    scenario.plans = queries.iter().map(|query| (query.fingerprint, plan.clone())).collect();
    scenario.notes = vec![
        CoverageNote::Remark { text: HOSTILE.into() },
        CoverageNote::Skipped { target: HOSTILE.into(), entries: 3, reason: HOSTILE.into() },
    ];
    scenario
}

/// Every month that a report must bear.
pub(crate) fn all() -> Vec<Scenario> {
    let (now, before) = months(4, 24, 1_500);
    let until = at("2026-10-12T03:00:00Z");
    let so_far: Vec<SlowQuery> = now.iter().filter(|query| query.started_at < until).cloned().collect();
    let mut in_progress = Scenario::of("in_progress", &so_far, Some(&before));
    in_progress.period = Period::InProgress(until);
    let (many, many_before) = months(3, 5_000, 12_000);
    let (fleet, fleet_before) = months(200, 60, 12_000);
    let mut large = Scenario::of("fleet", &fleet, Some(&fleet_before));
    large.notes = (0..60)
        .flat_map(|number| {
            let target = format!("shop-{number:02}");
            [
                CoverageNote::LogGroupMissing { target: target.clone() },
                CoverageNote::Gap {
                    target,
                    from: at("2026-10-05T00:00:00Z"),
                    to: at("2026-10-05T00:00:00Z") + number * 60_000_000,
                    reason: None,
                },
            ]
        })
        .collect();
    let mut bound = execution(1, "shop-00", 1, at("2026-10-09T05:00:00Z"), 93_512_000);
    (bound.duration_kind, bound.figures, bound.user) = (DurationKind::LowerBound, Default::default(), None);
    let mut limited = Scenario::of("limited", &many, Some(&many_before));
    limited.now = account(&many, Limits { statements: 100, users: 2, cells: 900, ..Limits::default() });
    vec![
        ordinary(),
        Scenario::of("empty", &[], None),
        Scenario::of("empty_after_busy", &[], Some(&before)),
        Scenario::of("single", &[bound], None),
        Scenario::of("no_month_before", &now, None),
        in_progress,
        Scenario::of("many_statements", &many, Some(&many_before)),
        large,
        limited,
        hostile(),
    ]
}
