"""What an XML schema has against the model of a 3MF file."""

import zipfile

from lxml import etree

from answer_lines import answer_lines

schemas = {}


def look(path, schema):
    if schema not in schemas:
        schemas[schema] = etree.XMLSchema(etree.parse(schema))
    known = schemas[schema]
    known.validate(etree.fromstring(zipfile.ZipFile(path).read("3D/3dmodel.model"), etree.XMLParser(huge_tree=True)))
    return [str(complaint) for complaint in known.error_log]


answer_lines(look)
