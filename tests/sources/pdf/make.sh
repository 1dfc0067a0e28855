#!/bin/sh
# Makes the PDF examples of raw/ from the sources beside this script.
# Needs Chromium and LibreOffice (CHROMIUM and SOFFICE name other programs) and the fonts Carlito
# and Liberation. The files carry the time of making, so their bytes differ from run to run.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
raw=$here/../../../raw

# print_page SOURCE PDF
print_page() {
    "${CHROMIUM:-chromium}" --headless --no-sandbox --disable-gpu --no-pdf-header-footer \
        "--print-to-pdf=$raw/$2" "$here/$1" 2>/dev/null
}

# print_text SOURCE FOLDER
print_text() {
    "${SOFFICE:-soffice}" --headless --convert-to \
        'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"false"}}' \
        --outdir "$raw/$2" "$here/$1" >/dev/null
}

print_page countryside-career-grades.html elderwater-council/countryside-career-grades.pdf
print_page play-inclusion-worker.html foxglove-family-trust/play-inclusion-worker.pdf
print_text tenancy-support-levels.fodt silverbirch-homes
