"""What only administrators are shown: the municipality's table on its way into the catalogue."""

from io import BytesIO

from bot.office_file import EXAMPLE, load_office
from bot.privacy_stage import HOME, MODAL, Sample, Stage
from storage.catalogue_import import Report, preview
from views import home, sent_table
from views.home import HomeData

READER = "administratoren"
TABLE = (
    "Lov;Paragraf;Ydelse;Frist\nserviceloven;85;BPA;8 uger\nserviceloven;101;Stofmisbrugsbehandling;3 uger\n"
)


def samples_of_rules(s: Stage) -> list[Sample]:
    """In the order an administrator meets them."""
    waiting = sent_table.wait(s.t, s.t("Læser filen. Det tager et øjeblik."), "submission")
    already, shown = sent_table.already_in(s.t), _report(s)
    empty = HomeData(keeps_rules=True)
    return [
        Sample("Hjem for en administrator", HOME, READER, home.home(s.t, empty, s.reader()), home.home),
        Sample("Fristtabel", MODAL, READER, sent_table.form(s.t), sent_table.form),
        Sample("Fristtabel: filen læses", MODAL, READER, waiting, sent_table.wait),
        Sample(
            "Fristtabel: hvad den ændrer",
            MODAL,
            READER,
            sent_table.preview(s.t, shown, "{}"),
            sent_table.preview,
        ),
        Sample("Fristtabel: lagt ind", MODAL, READER, sent_table.receipt(s.t, shown), sent_table.receipt),
        Sample("Fristtabel: lagt ind før", MODAL, READER, already, sent_table.already_in),
        Sample(
            "Fristtabel: det gik ikke",
            MODAL,
            READER,
            sent_table.problem(
                s.t, s.t("Jeg kan ikke se, hvilken fil det var. Intet er lagt ind. Begynd igen fra Hjem.")
            ),
            sent_table.problem,
        ),
    ]


def _report(s: Stage) -> Report:
    table = BytesIO(TABLE.encode())
    return preview([], load_office(EXAMPLE), "frister.csv", table, today=s.now.date())
