"""Static files under names that hold their hash, imports between our scripts included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Lets a browser keep each file for ever: a changed file has another name."""

    support_js_module_import_aggregation = True
