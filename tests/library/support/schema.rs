use serde_json::Value;

/// As much of JSON Schema 2020-12 as the schema of specs needs.
///
/// # Errors
/// Where `value` is not what `schema`, a part of `root`, asks for.
pub fn validate(root: &Value, schema: &Value, value: &Value, path: &str) -> Result<(), String> {
    let keywords = schema
        .as_object()
        .ok_or_else(|| format!("{path}: the schema is no object"))?;
    for (keyword, asked) in keywords {
        match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => {}
            "$ref" => {
                let pointer = asked.as_str().and_then(|asked| asked.strip_prefix('#')).unwrap_or("?");
                let target = root
                    .pointer(pointer)
                    .ok_or_else(|| format!("{path}: nothing is at {asked}"))?;
                validate(root, target, value, path)?;
            }
            "type" => {
                let fits = match asked.as_str() {
                    Some("object") => value.is_object(),
                    Some("array") => value.is_array(),
                    Some("string") => value.is_string(),
                    Some("boolean") => value.is_boolean(),
                    Some("number") => value.is_number(),
                    Some("integer") => value.is_i64() || value.is_u64(),
                    _ => return Err(format!("{path}: unknown type {asked}")),
                };
                holds(fits, path, value, keyword)?;
            }
            "enum" => holds(list(asked).contains(value), path, value, keyword)?,
            "minimum" => holds(value.as_f64() >= asked.as_f64(), path, value, keyword)?,
            "minItems" => holds(
                list(value).len() as u64 >= asked.as_u64().unwrap_or(u64::MAX),
                path,
                value,
                keyword,
            )?,
            "items" => {
                for item in list(value) {
                    validate(root, asked, item, path)?;
                }
            }
            "contains" => {
                let fits = list(value).iter().any(|item| validate(root, asked, item, path).is_ok());
                holds(fits, path, value, keyword)?;
            }
            "anyOf" => {
                let tried: Vec<_> = list(asked).iter().map(|one| validate(root, one, value, path)).collect();
                if !tried.iter().any(Result::is_ok) {
                    let reasons: Vec<String> = tried.into_iter().filter_map(Result::err).collect();
                    return Err(format!("{path}: none of these: {}", reasons.join("; ")));
                }
            }
            "required" => {
                let missing = list(asked)
                    .iter()
                    .find(|key| value.get(key.as_str().unwrap_or_default()).is_none());
                holds(missing.is_none(), path, value, &format!("required {missing:?}"))?;
            }
            "properties" | "additionalProperties" | "dependentSchemas" => {}
            other => return Err(format!("{path}: unknown keyword {other}")),
        }
    }
    let none = Value::Null;
    for (key, own) in value.as_object().into_iter().flatten() {
        let path = format!("{path}.{key}");
        match (&schema["properties"][key], &schema["additionalProperties"]) {
            (Value::Null, Value::Bool(false)) => return Err(format!("{path}: no such key")),
            (Value::Null, _) => {}
            (known, _) => validate(root, known, own, &path)?,
        }
        let dependent = schema
            .get("dependentSchemas")
            .map_or(&none, |dependent| &dependent[key]);
        if !dependent.is_null() {
            validate(root, dependent, value, &path)?;
        }
    }
    Ok(())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn holds(fits: bool, path: &str, value: &Value, keyword: &str) -> Result<(), String> {
    if fits {
        Ok(())
    } else {
        Err(format!("{path}: {value} is refused by {keyword}"))
    }
}
