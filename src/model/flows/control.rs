//! R15 to R18: who runs, scales and enters workloads, what they share with their host, and what
//! they ask of AWS.

use super::{roles, seed};
use crate::model::draft::{API, AWS, ECS, OPERATOR, element, flow};
use crate::model::drawing::Drawing;
use crate::model::read::{self, Switch};
use crate::model::v1::{Authenticated, Certainty, Encrypted, Evidence};
use crate::model::workload::definitions;
use crate::model::world::At;

pub(super) fn draw(drawing: &mut Drawing<'_>) {
    for index in 0..drawing.workloads.len() {
        exec(drawing, index);
        host(drawing, index);
        calls(drawing, index);
    }
    sources(drawing);
    scaling(drawing);
}

/// R15.
fn exec(drawing: &mut Drawing<'_>, index: usize) {
    let world = drawing.world;
    let own = &drawing.workloads[index];
    let sure = match read::switch(world.values(own.at), "enable_execute_command") {
        Some(Switch::On) => Certainty::Stated,
        Some(Switch::Open) => Certainty::Undecided,
        Some(Switch::Off) | None => return,
    };
    let place = world.find(own.at, "enable_execute_command");
    let evidence =
        place.first().map(|arm| world.proof(own.at, &arm.value.place, "execute-command"));
    let line = flow("R15", "exec", OPERATOR, &own.id).to_aws().sure(sure).carrying("commands");
    let line = line.proved(evidence.unwrap_or_default()).open(
        "enable_execute_command",
        read::unknown(world.values(own.at), "enable_execute_command"),
    );
    drawing.draft.flow(line);
}

const HOST: &str = "host:ec2";

/// R17: what a workload on container instances shares with them.
fn host(drawing: &mut Drawing<'_>, index: usize) {
    let world = drawing.world;
    let own = &drawing.workloads[index];
    if !own.launch.ec2 {
        return;
    }
    let mut shared: Vec<Evidence> = Vec::new();
    let mut socket = false;
    for task in &own.tasks {
        let modes = [("network_mode", "host"), ("pid_mode", "host"), ("ipc_mode", "host")];
        for (path, word) in modes {
            for arm in world.find(*task, path) {
                if arm.value.as_str() == Some(word) {
                    shared.extend(world.proof(*task, &arm.value.place, "host-namespace"));
                }
            }
        }
        for arm in world.find(*task, "volumes.*.host_path") {
            socket |= arm.value.as_str().is_some_and(|path| path.ends_with("docker.sock"));
            shared.extend(world.proof(*task, &arm.value.place, "host-path"));
        }
    }
    for (task, container) in own.containers(world) {
        for arm in read::find(container.value, "privileged") {
            if read::switch(container.value, "privileged") == Some(Switch::On) {
                shared.extend(world.proof(task, &arm.value.place, "privileged"));
            }
        }
    }
    if shared.is_empty() {
        return;
    }
    let sure = if own.launch.fargate { Certainty::Undecided } else { Certainty::Stated };
    let mut line = flow("R17", "host", &own.id, HOST)
        .encrypted(Encrypted::No)
        .sure(sure)
        .proved(shared.clone());
    line.authenticated = Authenticated::None;
    if socket {
        line = line.over("unix", None);
    }
    let vpcs = own.placed.vpcs.clone();
    drawing.draft.flow(line);
    let mut machine = element(HOST.to_owned(), "host");
    "Container instance".clone_into(&mut machine.name);
    machine.boundary =
        Some(vpcs.first().filter(|_| vpcs.len() == 1).cloned().unwrap_or_else(|| AWS.to_owned()));
    machine.evidence = shared;
    let place = machine.boundary.clone();
    let id = drawing.draft.put(machine);
    // With workloads in several VPCs it is in none of them alone.
    if let Some(own) = drawing.draft.elements.get_mut(&id)
        && own.boundary != place
    {
        own.boundary = Some(AWS.to_owned());
    }
}

/// R18; what a task role allows and is not known is noted.
fn calls(drawing: &mut Drawing<'_>, index: usize) {
    let world = drawing.world;
    let own = &drawing.workloads[index];
    let (id, tasks) = (own.id.clone(), own.tasks.clone());
    for task in &tasks {
        for arm in world.find(*task, "task_role") {
            let found = world.targets(task.unit, arm.value);
            if !found.iter().any(|at| world.is(*at, "iam.role")) {
                let text = format!(
                    "the task role of {} is not in this code: what its tasks may do is not in this model",
                    world.called(*task)
                );
                drawing.draft.note("grant", text, world.proof(*task, &arm.value.place, "grant"));
            }
        }
    }
    for role in roles::of_tasks(world, &tasks) {
        let evidence = roles::mutations(world, role);
        if !evidence.is_empty() {
            let line =
                flow("R18", "aws-api", &id, API).to_aws().carrying("commands").proved(evidence);
            drawing.draft.flow(line);
        }
        for arm in roles::unread(world, role) {
            let reason = arm
                .value
                .as_unknown()
                .map_or_else(String::new, |own| format!(": {}", own.decisive()));
            let text = format!("not all that {} allows is known{reason}", world.called(role));
            drawing.draft.note("grant", text, world.proof(role, &arm.value.place, "grant"));
        }
    }
}

/// R16: rules and schedules that run tasks.
fn sources(drawing: &mut Drawing<'_>) {
    let world = drawing.world;
    for (at, path) in seed::event_sources(drawing) {
        let ecs = world.find(at, &format!("{path}.ecs_parameters"));
        if ecs.is_empty() {
            continue;
        }
        let mut own = drawing.draft.of_node(at, "event-source");
        if let Some(name) = read::text(world.values(at), "name") {
            name.clone_into(&mut own.name);
        }
        own.boundary = Some(AWS.to_owned());
        let id = drawing.draft.put(own);
        if definitions(world, at, &format!("{path}.ecs_parameters.task_definition")).is_empty() {
            let text =
                format!("the task definition that {} runs is not in this code", world.called(at));
            drawing.draft.note("task-definition", text, world.header(at, "event-source"));
        }
        let states = world.find(at, "state");
        if states.iter().any(|arm| is_off(arm.value)) && states.len() == 1 {
            continue;
        }
        let sure =
            match states.iter().any(|arm| arm.value.as_unknown().is_some()) || states.len() > 1 {
                true => Certainty::Undecided,
                false => Certainty::Stated,
            };
        let proof = world.proof(at, &ecs[0].value.place, "target");
        let line = flow("R16", "run", &id, ECS).encrypted(Encrypted::Provider).carrying("commands");
        drawing.draft.flow(line.sure(sure).proved(proof).when(ecs[0].when));
    }
}

fn is_off(value: &crate::value::Value) -> bool {
    value.as_str() == Some("DISABLED") || value.as_bool() == Some(false)
}

/// R16: what scales services.
fn scaling(drawing: &mut Drawing<'_>) {
    let world = drawing.world;
    let targets: Vec<At> = world.of_type("appautoscaling.target").to_vec();
    for at in targets {
        let values = world.values(at);
        let of_ecs = read::text(values, "service_namespace") == Some("ecs")
            || read::text(values, "scalable_dimension") == Some("ecs:service:DesiredCount")
            || !world.linked(at, "resource_id", "ecs.service").is_empty();
        if !of_ecs {
            continue;
        }
        let mut own = drawing.draft.of_node(at, "autoscaling");
        own.boundary = Some(AWS.to_owned());
        let id = drawing.draft.put(own);
        let line =
            flow("R16", "scale", &id, ECS).encrypted(Encrypted::Provider).carrying("commands");
        drawing.draft.flow(line.proved(world.header(at, "autoscaling")));
    }
}
