"""Service 3.11.01 over SOAP 1.1, document-literal: the information request as XML, made from the same contracts.

`information.xsd` and `information.wsdl` are generated (`python -m contracts.soap`) and committed.
"""
