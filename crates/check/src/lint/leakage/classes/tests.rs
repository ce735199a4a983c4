//! Tests of each class: texts that match its rules, and texts that are only similar.

use super::{Class, Setting, scan};

fn trips(class: Class, texts: &[&str]) {
    for text in texts {
        assert!(scan(text, Setting::Prose).iter().any(|leak| leak.class == class), "{class:?}: {text}");
    }
}

fn passes(texts: &[&str]) {
    for text in texts {
        assert_eq!(scan(text, Setting::Prose), [], "{text}");
    }
}

#[test]
fn assistants() {
    trips(
        Class::Assistant,
        &[
            "As an AI, it cannot tell",
            "A large language model I trained",
            "I cannot say",
            "Certainly! Three tokens remain.",
            "Sure, here are three points",
            "Hope this helps.",
            "let me know",
            "beyond its knowledge cutoff",
            "Three points, as requested",
            "hope\nthis helps",
        ],
    );
    passes(&[
        "GPT-4o-mini as critic",
        "as an aid to memory",
        "a language model in its frame",
        "it cannot say",
        "uncertainly",
        "sure that it is here",
        "let them know",
        "the cut-off of the list",
        "as the plan requested",
    ]);
}

#[test]
fn instructions() {
    trips(
        Class::Instruction,
        &[
            "Prompt: three cats",
            "first line\n  System: be short",
            "assistant: yes",
            "User: no",
            "the slide prompt",
            "Create an 8K picture",
            "ultra-high-resolution",
            "in the style of a poster",
            "do not render text",
            "You are a helpful teacher",
            "you are an expert",
            "Ignore previous orders",
            "respond with JSON",
            "output only the list",
        ],
    );
    passes(&[
        "a prompt and its answer",
        "the prompt: what you type",
        "a file system: folders",
        "they did not render it",
        "you are about to start",
        "correspond with the table",
        "the output alone changes",
    ]);
}

#[test]
fn placeholders() {
    trips(
        Class::Placeholder,
        &[
            "TODO",
            "accuracy: TBD",
            "fixme later",
            "at xxx",
            "Lorem ipsum dolor",
            "???",
            "xx % of all",
            "xx%",
            "hello {{ name }}",
            "{% if %}",
            "${NAME}",
            "[insert picture]",
            "<your model>",
        ],
    );
    passes(&[
        "todos",
        "mastodon",
        "really??",
        "12 % of all",
        "{ name }",
        "$NAME",
        "[inserted]",
        "your model",
    ]);
}

#[test]
fn local_traces() {
    // The path is assembled here, so that this file does not contain it.
    let rooted = |parts: &[&str]| ["", &parts.join("/")].join("/");
    for folder in ["tmp", "home", "Users", "root", "mnt", "media", "private", "var", "opt", "workspace"] {
        trips(Class::Local, &[&rooted(&[folder, "run-1", "frame.png"])]);
    }
    for folder in ["work", "srv", "data", "etc", "usr", "Volumes", "content", "scratch", "kaggle"] {
        trips(
            Class::Local,
            &[&format!("in {}.", rooted(&[folder, "x"])), &format!("cd {}", rooted(&[folder]))],
        );
    }
    trips(Class::Local, &[&format!("--out={}", rooted(&["tmp"])), &format!("`{}`", rooted(&["tmp", "x"]))]);
    trips(
        Class::Local,
        &[
            "C:\\data\\run",
            "D:/data/run",
            "~/models",
            "cd $HOME/x",
            "%USERPROFILE%\\x",
            "\\\\server\\share",
            "{\"from\": \"\\\\\\\\server\\\\share\"}",
            "file:///data",
            "write to me@example.org.",
            "serve at 192.168.1.7",
            "at 10.0.0.3:8000",
            "172.20.1.1",
        ],
    );
    passes(&[
        "appendix-A",
        "port 8000",
        "port 11434",
        "ch05/09_extending-tokenizers/extend-tiktoken.ipynb",
        "https://example.org/home/page",
        "../01_main-chapter-code",
        "either/or/home",
        "about ~35 %",
        "version 1.10.0.3",
        "173.20.1.1",
        "@property",
        "torch>=2.2.2",
        "q@k.transpose(1, 2)",
        "x @ layer@other.weight",
        "git clone git@github.com:owner/name.git",
        "version 10.1.2.3",
        "cuda==10.1.2.3",
        "http://127.0.0.1:8000",
        "localhost:8000",
        "#!/usr/bin/env python",
        "(x - mean)/var",
        "mean/std/var",
        "python app.py > /dev/null",
        "see https://example.org/data/x and s3://data/x",
        "\\\\alpha\\\\beta",
        "a line\\\\ and the next",
    ]);
}

#[test]
fn secrets() {
    let long = "aB3".repeat(12);
    for key in ["sk-", "AKIA", "ghp_", "hf_", "AIza", "xoxb-", "xoxp-", "xoxa-"] {
        trips(Class::Secret, &[&format!("with {key}{long}.")]);
    }
    trips(Class::Secret, &["-----BEGIN RSA PRIVATE KEY-----", "Zk3vQ9xLw2Rt7BnY5mPd8HsJ4cGf6TaU"]);
    trips(
        Class::Secret,
        &[
            "password: hunter2",
            "PASSWORD = \"correct horse\"",
            "{\"api_key\": \"a1b2c3\"}",
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ",
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI",
        ],
    );
    let shown = &scan("hf_abcdefghijklmnopqrstuvwx", Setting::Prose)[0].shown;
    assert_eq!(shown, "hf_abc…", "a message does not publish the key");
    passes(&[
        "sk-...",
        "risk-taking-and-other-long-compound-words",
        "hf_hub",
        "28c65cd0e1f2a3b4c5d6e7f8a9b0c1d2e3f4a5b6",
        "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "the BEGIN of a KEY",
        "testMultiHeadAttentionGives768to1536",
        "the password: never on a slide",
        "api_key=os.environ[\"OPENAI_API_KEY\"]",
        "api_key=config[\"OPENAI_API_KEY\"]",
        "token: a piece of a word",
        "exercise-solutions.ipynb",
    ]);
}

#[test]
fn presenters() {
    trips(
        Class::Presenter,
        &[
            "Speaker notes",
            "instructor only",
            "VO: listen",
            "SFX",
            "(click)",
            "[pause] and go on",
            "Confidential",
            "internal only",
            "for internal use",
            "internal: no",
            "Draft: one",
            "DRAFT",
            "shown 0:05-0:12",
            "10:03-10:30",
            "at 00:01:23",
        ],
    );
    passes(&[
        "notes of the speaker",
        "the instructor is not the only one",
        "click",
        "a pause",
        "draft a report, keep the internal state",
        "12:34 remain",
        "break from 10:00–10:30",
        "a temperature of 0",
    ]);
}

#[test]
fn answers_and_self_reference() {
    trips(Class::Answer, &["the answer key", "correct answer", "Solution: 42", "the expected answer"]);
    trips(
        Class::SelfReference,
        &[
            "This slide shows",
            "This deck was generated",
            "a storyboard",
            "the viewer sees",
            "caption: one",
            "as in beat 3",
            "scene 2",
        ],
    );
    passes(&[
        "exercise-solutions.ipynb",
        "the answer is correct",
        "a solution of two parts",
        "these slides",
        "upbeat 3",
        "the beat of a drum",
        "a caption of one line",
    ]);
}

#[test]
fn model_tokens() {
    trips(
        Class::ModelTokens,
        &["ends with <|endoftext|>", "### Instruction: add", "### Response:", "[New Instruction]", "[End]"],
    );
    passes(&["a < b | c > d", "instruction and response", "in the end", "id 50256"]);
}

#[test]
fn broken_characters() {
    trips(
        Class::Encoding,
        &[
            "zero\u{200b}width",
            "left\u{202e}right",
            "\u{feff}",
            "\u{fffd}",
            "\u{e000}",
            "cafÃ©",
            "itâ€™s",
            "a\u{200d}b",
        ],
    );
    trips(Class::Markup, &["**bold**", "<!-- note -->"]);
    passes(&["café", "it’s", "2 * 8", "“quoted” – and …", "\u{1f469}\u{200d}\u{1f4bb} at work"]);
    assert_eq!(scan("2 ** 8", Setting::Monospaced), [], "an operator");
}

#[test]
fn a_leak_knows_its_place() {
    let text = "Ä first line\nand a TODO";
    let leak = &scan(text, Setting::Prose)[0];
    assert_eq!(&text[leak.span.clone()], "TODO");
}

#[test]
fn code_may_say_what_prose_may_not() {
    for text in [
        "echo ${HOME}",
        "- name: {{ item }}",
        "# TODO: retry",
        "cd /tmp/x && ls /usr/bin",
        "cat ~/.bashrc",
        "ping 192.168.0.1",
        "git config user.email dev@example.com",
        "ls /home/user/project",
        "sleep 00:01:23",
    ] {
        assert_eq!(scan(text, Setting::Code), [], "{text}");
    }
}

#[test]
fn secrets_and_personal_traces_count_in_code_too() {
    for (text, class) in [
        ("export KEY=AKIAIOSFODNN7EXAMPLE", Class::Secret),
        ("password = \"hunter22\"", Class::Secret),
        ("cd /home/jane/notes", Class::Local),
        ("scp box:/home/jane/x .", Class::Local),
        ("open C:\\Users\\jane\\x", Class::Local),
        ("ls /Users/jane", Class::Local),
        ("mail jane@corp.io", Class::Local),
    ] {
        assert_eq!(scan(text, Setting::Code).first().map(|leak| leak.class), Some(class), "{text}");
    }
}
