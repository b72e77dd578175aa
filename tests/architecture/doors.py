"""The import-linter contract `doors`: what other plugins may see of a plugin.

[[tool.importlinter.contracts]]
type = "doors"
plugins = ["courses.*", "certificates"]   # packages, with import-linter's wildcards
doors = ["api", "rules", "models"]        # modules of a plugin that others may import
"""

from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.helpers import module_expressions_to_modules


class DoorsContract(Contract):
    """A module outside a plugin imports of it only the modules named as doors."""

    type_name = "doors"

    plugins = fields.SetField(subfield=fields.ModuleExpressionField())
    doors = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look at the direct imports of every module of every plugin."""
        found = module_expressions_to_modules(graph, self.plugins)  # type: ignore[arg-type]  # a field is its value at run time
        open_names = cast("set[str]", self.doors)
        intruders: list[tuple[str, str, int]] = []
        for plugin in sorted(module.name for module in found):
            inside = {plugin, *graph.find_descendants(plugin)}
            open_modules = {f"{plugin}.{name}" for name in open_names}
            for imported in sorted(inside):
                if any(
                    imported == door or imported.startswith(f"{door}.") for door in open_modules
                ):
                    continue
                for importer in sorted(graph.find_modules_that_directly_import(imported) - inside):
                    details = graph.get_import_details(importer=importer, imported=imported)
                    intruders.append((importer, imported, details[0]["line_number"]))
        return ContractCheck(kept=not intruders, metadata={"intruders": intruders})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say who reached past which door, and on which line."""
        for importer, imported, line in check.metadata["intruders"]:
            output.print_error(f"{importer} line {line} imports {imported}", bold=False)
        output.new_line()
