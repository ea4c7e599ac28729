//! The rules that draw flows, a file per family.

mod control;
mod data;
mod databases;
mod deliveries;
mod edge;
mod functions;
mod ingress;
mod logs;
mod mentions;
mod peers;
mod roles;
mod seed;
mod stores;

use super::drawing::Drawing;

/// Draws all flows.
pub fn draw(drawing: &mut Drawing<'_>) {
    seed::draw(drawing);
    logs::draw(drawing);
    ingress::draw(drawing);
    edge::draw(drawing);
    let mentions = mentions::all(drawing);
    stores::draw(drawing, &mentions);
    databases::draw(drawing, &mentions);
    peers::draw(drawing, &mentions);
    data::draw(drawing, &mentions);
    control::draw(drawing);
    deliveries::draw(drawing);
    functions::draw(drawing);
    ingress::end_user(drawing);
}
