//! What whole experiments find: errors of runs, what is measured of them, and what the judge makes of both sound and faulty
//! ones.

mod coefficient;
mod interrupted;
mod judge;
mod ledger_kinds;
mod lockstep;
mod measures;
mod on_trial;
mod planted_faults;
mod plug_ins;
mod rates;
mod same_draws;
mod support;
