"""How a rule refuses: an English template with its parameters, for a room above to translate."""


class RuleError(ValueError):
    """A value or a step that the rules of this domain do not allow.

    ``template`` is the message id with ``%(name)s`` places, ``parameters`` fills them; ``str()`` is the
    English sentence.
    """

    def __init__(self, template: str, **parameters: object) -> None:
        super().__init__(template % parameters)
        self.template = template
        self.parameters = parameters
