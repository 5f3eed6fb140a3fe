"""How much of a table is read at most. A file is somebody else's, and must not take the machine with it."""

COLUMNS = 100
CELL = 5_000  # characters
LINE = 200_000  # characters in one line of a CSV file
RECORD = 500  # lines of a CSV file that one row may take, by line breaks in its cells
ROWS = 1_048_576  # as many as a spreadsheet has
UNPACKED = 400  # megabytes in an XLSX file, of all its parts
STRINGS = 150  # megabytes of texts in an XLSX file, which are kept while it is read
MEGABYTE = 1024 * 1024
