use serde_json::{Map, Value, json};

use super::NamedList;
use super::tables::key_tables;
use crate::experiment::Catalog;
use crate::spec::{Amount, Key, KeyTable, Takes};

/// A JSON Schema (2020-12) of specs, for editors: every table with its keys, the names that they take, and which name a key is of.
#[must_use]
pub fn schema(catalog: &Catalog) -> Value {
    let mut definitions = Map::new();
    let mut names: Vec<&str> = key_tables().iter().map(|table| table.name).collect();
    names.dedup();
    for name in names.into_iter().filter(|name| !name.is_empty()) {
        definitions.insert(name.to_owned(), table(name, catalog));
    }
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "a spec of byzrate",
    });
    if let (Some(schema), Value::Object(top)) = (schema.as_object_mut(), table("", catalog)) {
        schema.extend(top);
        schema.insert("$defs".to_owned(), Value::Object(definitions));
    }
    schema
}

/// The keys of all tables of that name.
fn table(name: &str, catalog: &Catalog) -> Value {
    let tables: Vec<&KeyTable> = key_tables().into_iter().filter(|table| table.name == name).collect();
    let keys: Vec<(&KeyTable, &Key)> = tables
        .iter()
        .flat_map(|table| table.keys.iter().map(move |key| (*table, key)))
        .collect();
    let mut properties = Map::new();
    let mut dependent = Map::new();
    for (_, key) in &keys {
        if properties.contains_key(key.name) {
            continue;
        }
        let all: Vec<&(&KeyTable, &Key)> = keys.iter().filter(|(_, other)| other.name == key.name).collect();
        let mut values: Vec<Value> = Vec::new();
        for value in all.iter().map(|(_, key)| value(key, catalog)) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        let meaning: Vec<&str> = all.iter().map(|(_, key)| key.meaning).collect();
        let mut property = any_of(values);
        property["description"] = meaning.join("; or ").into();
        properties.insert(key.name.to_owned(), property);
        let owners: Vec<(&str, &str)> = all
            .iter()
            .flat_map(|(table, key)| key.of.iter().map(|of| (table.by.unwrap_or_default(), *of)))
            .collect();
        if !owners.is_empty() {
            dependent.insert(key.name.to_owned(), of_owners(&owners, catalog));
        }
    }
    let required: Vec<&str> = keys
        .iter()
        .filter(|(_, key)| key.usual.is_none() && key.of.is_empty())
        .map(|(_, key)| key.name)
        .collect();
    let mut schema = json!({
        "type": "object",
        "description": tables.first().map_or("", |table| table.meaning),
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    if !dependent.is_empty() {
        schema["dependentSchemas"] = Value::Object(dependent);
    }
    schema
}

/// That a table names one of those that ask for a key. Steps before an aggregator share their keys with aggregators, and gradient descent
/// is what an estimator that names no algorithm has.
fn of_owners(owners: &[(&str, &str)], catalog: &Catalog) -> Value {
    let transforms = NamedList::names(catalog, "transforms");
    let mut choices: Vec<Value> = Vec::new();
    for by in ["name", "aggregator", "algorithm", "kind"] {
        let names: Vec<&str> = owners.iter().filter(|(own, _)| *own == by).map(|(_, of)| *of).collect();
        let (steps, names): (Vec<&str>, Vec<&str>) = names
            .into_iter()
            .partition(|name| by == "aggregator" && transforms.iter().any(|transform| transform == name));
        if !names.is_empty() {
            let mut choice = json!({ "properties": { by: { "enum": names } } });
            if !(by == "algorithm" && names.contains(&"gradient-descent")) {
                choice["required"] = json!([by]);
            }
            choices.push(choice);
        }
        if !steps.is_empty() {
            let step = json!({ "enum": steps });
            let before = json!({ "anyOf": [step, { "type": "array", "contains": step }] });
            choices.push(json!({ "properties": { "before": before }, "required": ["before"] }));
        }
    }
    any_of(choices)
}

/// What a key takes.
fn value(key: &Key, catalog: &Catalog) -> Value {
    let ones: Vec<Value> = key.takes.iter().map(|takes| one(*takes, catalog)).collect();
    if let [Takes::Table(name)] = key.takes {
        let table = json!({ "$ref": format!("#/$defs/{name}") });
        return any_of(vec![table.clone(), json!({ "type": "array", "items": table })]);
    }
    let item = any_of(ones);
    match key.amount {
        Amount::One => item,
        Amount::List | Amount::Each => {
            let list = json!({ "type": "array", "items": item, "minItems": 1 });
            any_of(vec![item, list])
        }
    }
}

fn one(takes: Takes, catalog: &Catalog) -> Value {
    match takes {
        Takes::Text | Takes::Formula => json!({ "type": "string" }),
        Takes::Number => json!({ "type": "number" }),
        Takes::Count => json!({ "type": "integer", "minimum": 0 }),
        Takes::Truth => json!({ "type": "boolean" }),
        Takes::Words(words) => json!({ "enum": words }),
        Takes::NameOf(list) => json!({ "enum": NamedList::names(catalog, list) }),
        Takes::Table(name) => json!({ "$ref": format!("#/$defs/{name}") }),
    }
}

fn any_of(mut choices: Vec<Value>) -> Value {
    if choices.len() == 1 {
        return choices.remove(0);
    }
    json!({ "anyOf": choices })
}
