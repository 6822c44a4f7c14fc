/// What this machine is called, for people.
#[must_use]
pub fn host_name() -> String {
    let from_system = || std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let named = |variable: &str| std::env::var(variable).ok();
    let name = from_system()
        .or_else(|| named("HOSTNAME"))
        .or_else(|| named("COMPUTERNAME"));
    let name = name.map(|name| name.trim().to_owned());
    name.filter(|name| !name.is_empty())
        .unwrap_or_else(|| "an unnamed machine".to_owned())
}
