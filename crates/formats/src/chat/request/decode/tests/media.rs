use super::{param, part};
use crate::conversation::{Content, Media};
use crate::json::Text;

#[test]
fn pictures_come_from_data_of_four_kinds_and_from_addresses() {
    for (url, media_type) in [
        ("data:image/png;base64,AA==", "image/png"),
        ("DATA:Image/JPEG;charset=x;BASE64,AA==", "image/jpeg"),
        ("data:image/jpg;base64,AA==", "image/jpeg"),
        (r"\u0064ata:image\/gif;base64\u002cA\u0041==", "image/gif"),
        ("data:image/webp;base64,AA==", "image/webp"),
    ] {
        let image = part(&format!(
            "{{\"type\":\"image_url\",\"image_url\":{{\"url\":\"{url}\"}}}}"
        ));
        let data = Text::from_escaped("AA==");
        let media_type = media_type.into();
        assert_eq!(
            image.unwrap(),
            Content::Image(Media::Base64 { media_type, data }),
            "{url}"
        );
    }
    for url in [
        "https://x.test/a.png?b=\\u0026",
        "http:\\/\\/x.test/a",
        "HTTPS://x",
        "ht\\u0074p:\\/\\/x",
    ] {
        let image = part(&format!(
            "{{\"type\":\"image_url\",\"image_url\":{{\"url\":\"{url}\"}}}}"
        ));
        assert_eq!(
            image.unwrap(),
            Content::Image(Media::Url(Text::from_escaped(url)))
        );
    }
}

#[test]
fn pictures_of_other_kinds_are_refused_at_their_place() {
    for url in [
        "data:image/tiff;base64,AA==",
        "data:image/png,AA",
        "data:image/png",
        "file:///etc/passwd",
        "iVBORw0KGgo=",
        "",
    ] {
        let refused = part(&format!(
            "{{\"type\":\"image_url\",\"image_url\":{{\"url\":\"{url}\"}}}}"
        ));
        assert_eq!(
            param(refused),
            "messages[0].content[0].image_url.url",
            "{url}"
        );
    }
    assert_eq!(
        param(part(r#"{"type":"image_url"}"#)),
        "messages[0].content[0].image_url"
    );
    assert_eq!(
        param(part(r#"{"type":"image_url","image_url":{}}"#)),
        "messages[0].content[0].image_url.url"
    );
}

#[test]
fn files_are_pdf_or_text() {
    let pdf = |data| Media::Base64 {
        media_type: "application/pdf".into(),
        data: Text::from_escaped(data),
    };
    let words = || Media::Text(Text::plain("say \"é\"\n"));
    for (file, media, name) in [
        (
            r#""file_data":"data:application/pdf;base64,JVBERi0=","filename":"a \"b\".pdf""#,
            pdf("JVBERi0="),
            Some(r#"a \"b\".pdf"#),
        ),
        (r#""file_data":"JVBERi0=""#, pdf("JVBERi0="), None),
        (
            r#""file_data":"AAAA","filename":"A.PDF""#,
            pdf("AAAA"),
            Some("A.PDF"),
        ),
        (
            r#""file_data":"data:text/plain;charset=utf-8;base64,c2F5ICLDqSIK""#,
            words(),
            None,
        ),
        (
            r#""file_data":"c2F5ICLDqSIK","filename":"x.txt""#,
            words(),
            Some("x.txt"),
        ),
        (
            r#""file_data":"https://x.test/a.pdf""#,
            Media::Url(Text::from_escaped("https://x.test/a.pdf")),
            None,
        ),
    ] {
        let document = part(&format!("{{\"type\":\"file\",\"file\":{{{file}}}}}")).unwrap();
        let name = name.map(Text::from_escaped);
        assert_eq!(document, Content::Document { media, name }, "{file}");
    }
}

#[test]
fn office_files_are_left_to_those_who_read_them() {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    let file = format!(r#"{{"filename":"a.docx","file_data":"data:{word};base64,UEsDBA=="}}"#);
    let document = part(&format!("{{\"type\":\"file\",\"file\":{file}}}")).unwrap();
    let media = Media::Base64 {
        media_type: word.into(),
        data: Text::from_escaped("UEsDBA=="),
    };
    let name = Some(Text::from_escaped("a.docx"));
    assert_eq!(document, Content::Document { media, name });
}

#[test]
fn files_that_are_not_here_or_cannot_be_read_are_refused() {
    for (file, place) in [
        (r#""file_id":"file-1""#, "file_id"),
        (r#""filename":"x.pdf""#, "file_data"),
        (
            r#""file_data":"data:application/zip;base64,AAAA""#,
            "file_data",
        ),
        (r#""file_data":"data:text/plain,abc""#, "file_data"),
        (r#""file_data":"data:text/plain;base64,/w==""#, "file_data"),
        (r#""file_data":"data:text/plain;base64,???""#, "file_data"),
        (r#""file_data":"AAAA","filename":"x.docx""#, "file_data"),
        (r#""file_data":"AAAA""#, "file_data"),
    ] {
        let refused = part(&format!("{{\"type\":\"file\",\"file\":{{{file}}}}}"));
        assert_eq!(
            param(refused),
            format!("messages[0].content[0].file.{place}"),
            "{file}"
        );
    }
}
