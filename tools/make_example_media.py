"""Makes portraits, a film and sound for content-example/: drawn by Pillow, spoken by a computer.

What is said stands in the transcripts (documents/*.txt). Run `python -m tools.make_example_media` again when those
change, with names (portraits, sound, film) for some of it; it writes the durations into the records. It needs the
Debian packages ffmpeg and espeak-ng, which nothing else of the project needs: the files it makes are committed.
"""

import hashlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from scripts.commands import ROOT
from tools.make_example_pdfs import read_record

CONTENT = ROOT / "content-example"
DOCUMENTS, IMAGES = CONTENT / "documents", CONTENT / "images"
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"

SKIN = ["#f2d3b3", "#c98d5e", "#8a5a3a", "#e8b98f", "#5d3b26"]
HAIR = ["#2b2320", "#6b4423", "#b9b4ae", "#c7803a", "#111111"]
CLOTHES = ["#1f6f6b", "#8c3b4a", "#345995", "#6a8d3f", "#b5651d", "#5b4a8a"]
PAPER = ["#e7efe9", "#f3e8dd", "#e3e9f3", "#efe6ef", "#eef0dc"]

# What the film shows: a drawing for each paragraph of its transcript.
SCENES = ["plein", "bus", "soep", "samen", "hart", "plein"]
SOUND = ["podcast-1", "podcast-2", "podcast-3", "plein"]
# Characters on a line of the screen.
CAPTION_LINE = 42


def main(names):
    """Make what `names` ask for, or everything; return 0."""
    steps = {"portraits": make_portraits, "sound": make_sound, "film": make_film}
    for name in names or steps:
        steps[name]()
    return 0


def make_portraits():
    """Draw a portrait for every person, always with the same face, and two scenes of the film as pictures."""
    for path in sorted((CONTENT / "people").glob("*.md")):
        head, _body = read_record(path)
        name = head["portrait"].removeprefix("vb-afbeelding-")
        seed = hashlib.sha256(name.encode()).digest()
        # Drawn twice as large, for smooth edges.
        picture = draw_portrait(seed, 640).resize((320, 320), Image.Resampling.LANCZOS)
        picture.quantize(48).save(IMAGES / f"{name}.png", optimize=True)
    for name, scene in {"soepbus": "bus", "samen": "samen"}.items():
        draw_scene(scene).quantize(48).save(IMAGES / f"{name}.png", optimize=True)


def draw_portrait(seed, size):
    """Return a square Image of a head and shoulders; `seed` (bytes) decides face, hair, glasses and colours."""
    unit = size / 100
    picture = Image.new("RGB", (size, size), PAPER[seed[0] % len(PAPER)])
    draw = ImageDraw.Draw(picture)
    skin, hair, clothes = SKIN[seed[1] % 5], HAIR[seed[2] % 5], CLOTHES[seed[3] % 6]

    def ellipse(left, top, right, bottom, fill):
        draw.ellipse([left * unit, top * unit, right * unit, bottom * unit], fill=fill)

    ellipse(10, 76, 90, 150, clothes)
    if seed[4] % 2:
        ellipse(24, 18, 76, 88, hair)
    draw.rectangle([43 * unit, 60 * unit, 57 * unit, 80 * unit], fill=skin)
    ellipse(28, 22, 72, 72, hair)
    ellipse(31, 28, 69, 74, skin)
    draw.pieslice([30 * unit, 22 * unit, 70 * unit, 60 * unit], 180, 360 - seed[5] % 40, fill=hair)
    for side in (41, 59):
        ellipse(side - 2, 48, side + 2, 52, "#1d1a19")
        if seed[6] % 3 == 0:
            box = [(side - 6) * unit, 44 * unit, (side + 6) * unit, 56 * unit]
            draw.ellipse(box, outline="#1d1a19", width=int(unit * 1.2))
    draw.line([50 * unit, 52 * unit, 48 * unit, 58 * unit], fill="#00000055", width=int(unit))
    draw.arc([42 * unit, 56 * unit, 58 * unit, 66 * unit], 20, 160, fill="#7a2e2e", width=int(unit * 1.5))
    return picture


def make_sound():
    """Speak the transcripts of SOUND into mp3 files, and fill in how long they last."""
    for name in SOUND:
        with tempfile.TemporaryDirectory() as folder:
            parts = speak(read_transcript(name), Path(folder))
            join_sound([path for path, _seconds in parts], DOCUMENTS / f"{name}.mp3", ["-b:a", "24k"])
            seconds = sum(seconds for _path, seconds in parts)
        write_duration(f"vb-document-{name}", seconds)


def speak(sentences, folder):
    """Return a list of (Path of a WAV file, seconds) of the sentences, each with half a second of silence behind it."""
    parts = []
    for number, sentence in enumerate(sentences):
        spoken, path = folder / f"spoken-{number}.wav", folder / f"{number}.wav"
        run(["espeak-ng", "-v", "nl", "-s", "140", "-p", "42", "-w", spoken, sentence])
        run(["ffmpeg", "-y", "-i", spoken, "-af", "apad=pad_dur=0.5", "-ar", "22050", "-ac", "1", path])
        parts.append((path, seconds_of(path)))
    return parts


def join_sound(paths, target, options):
    """Write WAV files one after the other to `target`."""
    inputs = [word for path in paths for word in ("-i", path)]
    run(
        [
            "ffmpeg",
            "-y",
            *inputs,
            "-filter_complex",
            f"concat=n={len(paths)}:v=0:a=1",
            "-map_metadata",
            "-1",
            *options,
            target,
        ]
    )


def make_film():
    """Draw and speak the transcript of the film into soepbus.mp4, and write its captions (WebVTT)."""
    sentences = read_transcript("soepbus")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts = speak(sentences, folder)
        length = sum(seconds for _path, seconds in parts)
        join_sound([path for path, _seconds in parts], folder / "sound.wav", [])
        listing = []
        for number, (scene, sentence, (_path, seconds)) in enumerate(zip(SCENES, sentences, parts, strict=True)):
            frame = folder / f"{number}.png"
            draw_scene(scene, wrap(sentence)).save(frame)
            listing.append(f"file '{frame}'\nduration {seconds:.3f}")
        (folder / "frames.txt").write_text("\n".join([*listing, f"file '{frame}'"]))
        run([
            "ffmpeg", "-y", "-f", "concat", "-safe", "0", "-i", folder / "frames.txt", "-i", folder / "sound.wav",
            "-r", "10", "-c:v", "libx264", "-preset", "veryslow", "-crf", "30", "-pix_fmt", "yuv420p",
            "-tune", "stillimage",
            "-c:a", "aac", "-b:a", "40k", "-movflags", "+faststart", "-map_metadata", "-1", "-t", length,
            DOCUMENTS / "soepbus.mp4",
        ])  # fmt: skip
    write_captions(sentences, [seconds for _path, seconds in parts])
    write_duration("vb-document-film", length)


def draw_scene(name, caption=""):
    """Return the Image of one scene of the film: 640 x 360, and 90 more for a `caption` below it."""
    picture = Image.new("RGB", (640, 450 if caption else 360), "#dfeaf2")
    draw = ImageDraw.Draw(picture)
    draw.rectangle([0, 250, 640, 360], fill="#b9c9a8")
    for left, colour in ((20, "#c98d6e"), (150, "#b5746a"), (500, "#a98f78")):
        draw.rectangle([left, 120, left + 110, 250], fill=colour)
        draw.polygon([(left - 8, 120), (left + 55, 70), (left + 118, 120)], fill="#6d4b41")
        draw.rectangle([left + 20, 150, left + 45, 180], fill="#f7efc8")
        draw.rectangle([left + 65, 150, left + 90, 180], fill="#f7efc8")
    if name != "plein":
        draw.rounded_rectangle([240, 150, 520, 270], 18, fill="#1f6f6b")
        for left in (262, 324, 386, 448):
            draw.rectangle([left, 168, left + 48, 206], fill="#e9f4f4")
        for left in (290, 440):
            draw.ellipse([left, 250, left + 44, 294], fill="#2b2320")
    if name in ("soep", "samen", "hart"):
        draw.pieslice([270, 285, 350, 345], 0, 180, fill="#8c3b4a")
        draw.ellipse([270, 303, 350, 327], fill="#d9882e")
    people = {"samen": (170, 440), "hart": (200, 420), "soep": (170,)}.get(name, ())
    for number, left in enumerate(people):
        draw.ellipse([left - 22, 190, left + 22, 234], fill=SKIN[number + 1])
        draw.pieslice([left - 45, 232, left + 45, 372], 180, 360, fill=CLOTHES[number + 1])
    if name == "hart":
        draw.ellipse([286, 92, 320, 126], fill="#8c3b4a")
        draw.ellipse([314, 92, 348, 126], fill="#8c3b4a")
        draw.polygon([(289, 118), (345, 118), (317, 150)], fill="#8c3b4a")
    draw.text((16, 12), "Voorbeeld", font=ImageFont.truetype(FONT, 18), fill="#2b2320")
    draw.rectangle([0, 360, 640, 450], fill="#1d1a19")
    draw.multiline_text((20, 368), caption, font=ImageFont.truetype(FONT, 20), fill="#ffffff", spacing=4)
    return picture


def write_captions(sentences, lengths):
    """Write soepbus.vtt (WebVTT): a cue for each paragraph of the film; `lengths` are their seconds."""
    cues, begin = ["WEBVTT"], 0.0
    for sentence, seconds in zip(sentences, lengths, strict=True):
        cues.append(f"{clock(begin)} --> {clock(begin + seconds - 0.1)}\n{wrap(sentence)}")
        begin += seconds
    (DOCUMENTS / "soepbus.vtt").write_text("\n\n".join(cues) + "\n", encoding="utf-8")


def wrap(text):
    """Return a sentence on lines that fit on a screen."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= CAPTION_LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def clock(seconds):
    """Return a moment of a WebVTT cue."""
    return f"00:{int(seconds // 60):02d}:{seconds % 60:06.3f}"


def read_transcript(name):
    """Return the paragraphs of the transcript of a recording."""
    return (DOCUMENTS / f"{name}.txt").read_text(encoding="utf-8").strip().split("\n\n")


def write_duration(document, seconds):
    """Fill in how long a recording is, in the records of which a part or recording is `document` (an id)."""
    value = f"{int(seconds // 3600):02d}:{int(seconds % 3600 // 60):02d}:{round(seconds % 60):02d}"
    for path in [*(CONTENT / "publications").glob("*.md"), *(CONTENT / "events").glob("*.md")]:
        text = path.read_text(encoding="utf-8")
        pattern = rf"(document: {document}\n +duration: )[\d:]+\n"
        path.write_text(re.sub(pattern, rf"\g<1>{value}\n", text), encoding="utf-8")


def seconds_of(path):
    """Return the length of a sound file in seconds."""
    return float(run(["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path]))


def run(command):
    """Run a program and return what it printed; raises CalledProcessError."""
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
