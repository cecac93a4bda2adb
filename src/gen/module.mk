# Generators: texts into C, tables into documents.
