//! The page's files, from the binary.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        /// Every file by its path below `static/`.
        const FILES: &[(&str, &[u8])] = &[$(($path, include_bytes!(concat!("static/", $path)))),*];
    };
}

files![
    "index.html",
    "style.css",
    "chat.css",
    "parts.css",
    "icon.svg",
    "theme.js",
    "main.js",
    "api.js",
    "store.js",
    "dom.js",
    "icons.js",
    "interact.js",
    "clock.js",
    "names.js",
    "markdown.js",
    "highlight.js",
    "sidebar.js",
    "messages.js",
    "message.js",
    "embeds.js",
    "components.js",
    "reactions.js",
    "composer.js",
    "commandbox.js",
    "listbox.js",
    "form.js",
    "mentions.js",
    "menus.js",
    "timebar.js",
    "hood.js",
    "tour.js",
    "vendor/highlight/LICENSE",
    "vendor/highlight/core.min.js",
    "vendor/highlight/bash.min.js",
    "vendor/highlight/diff.min.js",
    "vendor/highlight/dockerfile.min.js",
    "vendor/highlight/http.min.js",
    "vendor/highlight/javascript.min.js",
    "vendor/highlight/json.min.js",
    "vendor/highlight/sql.min.js",
    "vendor/highlight/typescript.min.js",
    "vendor/highlight/yaml.min.js",
];

pub(super) async fn index() -> Response {
    send("index.html")
}

pub(super) async fn file(Path(path): Path<String>) -> Response {
    send(&path)
}

fn send(path: &str) -> Response {
    let Some((_, bytes)) = FILES.iter().find(|(known, _)| *known == path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    ([(header::CONTENT_TYPE, content_type(path))], *bytes).into_response()
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, end)| end) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_file_of_the_folder_is_served() {
        fn walk(folder: &Path, root: &Path, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, root, found);
                } else {
                    found.push(path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/"));
                }
            }
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/local/page/static");
        let mut found = Vec::new();
        walk(&root, &root, &mut found);
        found.sort();
        let mut served: Vec<_> = FILES.iter().map(|(path, _)| path.to_string()).collect();
        served.sort();
        assert_eq!(found, served);
    }
}
