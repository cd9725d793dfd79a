"""The names and colours that lib3mf, the consortium's own library, sees in a 3MF file, which it reads strictly."""

import lib3mf

from answer_lines import answer_lines


def look(path):
    model = lib3mf.get_wrapper().CreateModel()
    reader = model.QueryReader("3mf")
    reader.SetStrictModeActive(True)
    reader.ReadFromFile(path)
    colours = colours_of(model)
    parts = [part for item in each(model.GetBuildItems()) for part in parts_of(item.GetObjectResource(), "")]
    used = {use for use in uses_of_meshes(model) if use in colours}
    return {"names": sorted(parts), "colours": sorted({colours[use] for use in used})}


def parts_of(shown, name):
    """A name for each mesh that is shown. An object around a single mesh, which it does not move, only names it."""
    name = shown.GetName() or name
    if shown.IsMeshObject():
        return [name]
    components = [shown.GetComponent(index) for index in range(shown.GetComponentCount())]
    if len(components) == 1 and not components[0].HasTransform() and components[0].GetObjectResource().IsMeshObject():
        return [shown.GetName() or components[0].GetObjectResource().GetName()]
    return [part for component in components for part in parts_of(component.GetObjectResource(), "")]


def uses_of_meshes(model):
    """Resources and properties within them."""
    for mesh in each(model.GetMeshObjects(), "GetCurrentMeshObject"):
        whole, index, given = mesh.GetObjectLevelProperty()
        if given:
            yield whole, index
        seen = set()
        for properties in mesh.GetAllTriangleProperties():
            if properties.ResourceID:
                seen.update((properties.ResourceID, index) for index in properties.PropertyIDs)
        yield from seen


def colours_of(model):
    colours = {}
    for group in each(model.GetBaseMaterialGroups(), "GetCurrentBaseMaterialGroup"):
        for index in group.GetAllPropertyIDs():
            colours[group.GetResourceID(), index] = hex_of(group.GetDisplayColor(index))
    for group in each(model.GetColorGroups(), "GetCurrentColorGroup"):
        for index in group.GetAllPropertyIDs():
            colours[group.GetResourceID(), index] = hex_of(group.GetColor(index))
    return colours


def hex_of(colour):
    return f"#{colour.Red:02x}{colour.Green:02x}{colour.Blue:02x}"


def each(iterator, get="GetCurrent"):
    while iterator.MoveNext():
        yield getattr(iterator, get)()


answer_lines(look)
